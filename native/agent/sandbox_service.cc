// SPDX-License-Identifier: Apache-2.0
#include <google/protobuf/empty.pb.h>
#include <sys/stat.h>

#include <filesystem>

#include "agent.pb.h"
#include "agent/copy_file.h"
#include "agent/destroy_sandbox.h"
#include "agent/log.h"
#include "agent/offload.h"
#include "agent/resolver_file.h"
#include "agent/services.h"
#include "common/system_error.h"

namespace vc::agent {
namespace {

using google::protobuf::Empty;

// As sethostname(2) allows.
constexpr std::size_t kMaxHostnameBytes = 64;

void require_modules(const grpc::CreateSandboxRequest& request) {
  for (const grpc::KernelModule& module : request.kernel_modules()) {
    // What the guest's kernel can load has been loaded by now, without parameters.
    std::error_code error;
    const bool present = module.name().find('/') == std::string::npos &&
                         std::filesystem::exists("/sys/module/" + module.name(), error);
    if (present && module.parameters().empty()) continue;
    throw RpcError(RpcCode::kInvalidArgument, "kernel module " + module.name() + " is not served");
  }
}

Task<Empty> create(Sandbox& sandbox, const grpc::CreateSandboxRequest& request) {
  if (!sandbox.id.empty()) throw RpcError(RpcCode::kInternal, "the sandbox exists");
  if (!request.guest_hook_path().empty()) {
    throw RpcError(RpcCode::kInvalidArgument, "guest hooks are not served");
  }
  sandbox.id = request.sandbox_id().empty() ? "sandbox" : request.sandbox_id();
  co_await sandbox.settings().modules_loaded();
  require_modules(request);
  sandbox.namespaces =
      SandboxNamespaces::create(request.hostname().substr(0, kMaxHostnameBytes));
  for (const grpc::Storage& storage : request.storages()) {
    co_await sandbox.storages().attach(storage, std::string());
  }
  write_resolver_file(sandbox, request);
  log(LogLevel::kInfo, "sandbox created", {{"id", sandbox.id}});
  co_return Empty();
}

Task<Empty> destroy(Sandbox& sandbox, Call& call) {
  co_await destroy_sandbox(sandbox);
  call.after_answer(sandbox.settings().shut_down);
  co_return Empty();
}

Task<grpc::OOMEvent> next_oom_event(Sandbox& sandbox, Call& call) {
  grpc::OOMEvent event;
  event.set_container_id(co_await sandbox.oom_watch().next(call.token()));
  co_return event;
}

Task<Empty> copy(Sandbox& sandbox, const grpc::CopyFileRequest& request) {
  const std::string directory = sandbox.layout().shared_dir();
  // Named: GCC 12 destroys a closure twice that is a temporary of an awaited expression.
  auto work = [directory, request] { copy_file(directory, request); };
  co_await offload(sandbox.loop(), std::move(work));
  co_return Empty();
}

}  // namespace

void add_sandbox_service(Router& router, Sandbox& sandbox) {
  router.add<grpc::CreateSandboxRequest, Empty>(
      kAgentService, "CreateSandbox",
      [&](Call&, const auto& request) { return create(sandbox, request); });
  router.add<grpc::DestroySandboxRequest, Empty>(
      kAgentService, "DestroySandbox",
      [&](Call& call, const auto&) { return destroy(sandbox, call); });
  router.add<grpc::GetOOMEventRequest, grpc::OOMEvent>(
      kAgentService, "GetOOMEvent",
      [&](Call& call, const auto&) { return next_oom_event(sandbox, call); });
  router.add<grpc::CopyFileRequest, Empty>(
      kAgentService, "CopyFile",
      [&](Call&, const auto& request) { return copy(sandbox, request); });
}

}  // namespace vc::agent
