// SPDX-License-Identifier: Apache-2.0
#include <google/protobuf/empty.pb.h>

#include "agent.pb.h"
#include "agent/machine.h"
#include "agent/offload.h"
#include "agent/services.h"
#include "agent/storage_table.h"

namespace vc::agent {
namespace {

using google::protobuf::Empty;

Task<grpc::GuestDetailsResponse> details(Sandbox& sandbox,
                                         const grpc::GuestDetailsRequest& request) {
  grpc::GuestDetailsResponse response;
  if (request.mem_block_size()) response.set_mem_block_size_bytes(memory_block_size_bytes());
  if (request.mem_hotplug_probe()) response.set_support_mem_hotplug_probe(can_probe_memory());
  grpc::AgentDetails& agent = *response.mutable_agent_details();
  agent.set_version(kAgentVersion);
  agent.set_init_daemon(sandbox.settings().owns_machine);
  for (const std::string& driver : storage_drivers()) agent.add_storage_handlers(driver);
  agent.set_supports_seccomp(true);
  agent.add_extra_features(kGuestFeature);
  co_return response;
}

Task<Empty> online(Sandbox& sandbox, const grpc::OnlineCPUMemRequest& request) {
  const std::uint32_t cpus = request.nb_cpus();
  const bool memory = !request.cpu_only();
  co_await offload(sandbox.loop(), [cpus, memory] {
    if (cpus > 0) online_cpus(cpus);
    if (memory) online_memory();
  });
  co_return Empty();
}

Task<Empty> set_time(const grpc::SetGuestDateTimeRequest& request) {
  set_clock(request.sec(), request.usec());
  co_return Empty();
}

Task<Empty> reseed(const grpc::ReseedRandomDevRequest& request) {
  if (request.data().empty()) throw RpcError(RpcCode::kInvalidArgument, "data is empty");
  reseed_random(request.data());
  co_return Empty();
}

}  // namespace

void add_machine_service(Router& router, Sandbox& sandbox) {
  router.add<grpc::GuestDetailsRequest, grpc::GuestDetailsResponse>(
      kAgentService, "GetGuestDetails",
      [&](Call&, const auto& request) { return details(sandbox, request); });
  router.add<grpc::OnlineCPUMemRequest, Empty>(
      kAgentService, "OnlineCPUMem",
      [&](Call&, const auto& request) { return online(sandbox, request); });
  router.add<grpc::SetGuestDateTimeRequest, Empty>(
      kAgentService, "SetGuestDateTime",
      [](Call&, const auto& request) { return set_time(request); });
  router.add<grpc::ReseedRandomDevRequest, Empty>(
      kAgentService, "ReseedRandomDev",
      [](Call&, const auto& request) { return reseed(request); });
}

}  // namespace vc::agent
