// SPDX-License-Identifier: Apache-2.0
#include <google/protobuf/empty.pb.h>

#include <utility>

#include "agent.pb.h"
#include "agent/cgroup_stats.h"
#include "agent/create_container.h"
#include "agent/offload.h"
#include "agent/remove_container.h"
#include "agent/services.h"

namespace vc::agent {
namespace {

using google::protobuf::Empty;

Task<Empty> create(Sandbox& sandbox, const grpc::CreateContainerRequest& request) {
  co_await create_container(sandbox, request);
  co_return Empty();
}

Task<Empty> start(Sandbox& sandbox, const grpc::StartContainerRequest& request) {
  const auto container = sandbox.container(request.container_id(), RpcCode::kInternal);
  container->require_state({ContainerState::kCreated}, "start");
  sandbox.crun().start(container->id);
  container->state = ContainerState::kRunning;
  co_return Empty();
}

Task<Empty> remove(Sandbox& sandbox, const grpc::RemoveContainerRequest& request) {
  const auto container = sandbox.container(request.container_id(), RpcCode::kInternal);
  std::optional<std::chrono::seconds> timeout;
  if (request.timeout() > 0) timeout = std::chrono::seconds(request.timeout());
  co_await remove_container(sandbox, container, timeout);
  co_return Empty();
}

// It may have ended, or begun to be removed, while its processes were being stopped.
void note_frozen(Container& container, bool frozen) {
  using enum ContainerState;
  if (frozen && (container.state == kCreated || container.state == kRunning)) {
    container.before_pause = std::exchange(container.state, kPaused);
  } else if (!frozen && container.state == kPaused) {
    container.state = container.before_pause;
  }
}

Task<Empty> set_frozen(Sandbox& sandbox, std::string id, bool frozen) {
  using enum ContainerState;
  const auto container = sandbox.container(id, RpcCode::kInvalidArgument);
  if (frozen) {
    container->require_state({kCreated, kRunning}, "pause");
  } else {
    container->require_state({kPaused}, "resume");
  }
  const Cgroup cgroup = container->cgroup;
  // Named: GCC 12 destroys a closure twice that is a temporary of an awaited expression.
  auto work = [cgroup, frozen] { cgroup.freeze(frozen); };
  co_await offload(sandbox.loop(), std::move(work));
  note_frozen(*container, frozen);
  co_return Empty();
}

Task<grpc::StatsContainerResponse> stats(Sandbox& sandbox,
                                         const grpc::StatsContainerRequest& request) {
  const auto container = sandbox.container(request.container_id(), RpcCode::kInvalidArgument);
  grpc::StatsContainerResponse response;
  read_cgroup_stats(container->cgroup, *response.mutable_cgroup_stats());
  co_return response;
}

}  // namespace

void add_container_service(Router& router, Sandbox& sandbox) {
  router.add<grpc::CreateContainerRequest, Empty>(
      kAgentService, "CreateContainer",
      [&](Call&, const auto& request) { return create(sandbox, request); });
  router.add<grpc::StartContainerRequest, Empty>(
      kAgentService, "StartContainer",
      [&](Call&, const auto& request) { return start(sandbox, request); });
  router.add<grpc::RemoveContainerRequest, Empty>(
      kAgentService, "RemoveContainer",
      [&](Call&, const auto& request) { return remove(sandbox, request); });
  router.add<grpc::PauseContainerRequest, Empty>(
      kAgentService, "PauseContainer",
      [&](Call&, const auto& request) { return set_frozen(sandbox, request.container_id(), true); });
  router.add<grpc::ResumeContainerRequest, Empty>(
      kAgentService, "ResumeContainer", [&](Call&, const auto& request) {
        return set_frozen(sandbox, request.container_id(), false);
      });
  router.add<grpc::StatsContainerRequest, grpc::StatsContainerResponse>(
      kAgentService, "StatsContainer",
      [&](Call&, const auto& request) { return stats(sandbox, request); });
}

}  // namespace vc::agent
