// SPDX-License-Identifier: Apache-2.0
#include "agent/prepare_spec.h"

#include <algorithm>
#include <string_view>

#include "agent/rpc_error.h"

namespace vc::agent {
namespace {

constexpr std::string_view kPathVariable = "PATH=";
constexpr const char* kDefaultPath =
    "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

[[noreturn]] void refuse(const std::string& why) {
  throw RpcError(RpcCode::kInvalidArgument, why);
}

bool has_hooks(const grpc::Hooks& hooks) {
  return hooks.prestart_size() + hooks.poststart_size() + hooks.poststop_size() +
             hooks.createruntime_size() + hooks.createcontainer_size() +
             hooks.startcontainer_size() >
         0;
}

void check(const grpc::CreateContainerRequest& request) {
  if (!request.has_oci()) refuse("OCI specification is missing");
  const grpc::Spec& spec = request.oci();
  if (!spec.has_linux()) refuse("OCI specification has no linux part");
  if (!spec.has_process() || spec.process().args().empty()) refuse("process has no arguments");
  if (!spec.has_root() || spec.root().path().empty()) refuse("root has no path");
  if (has_hooks(spec.hooks())) refuse("hooks are not run in the guest");
  if (!spec.linux().intelrdt().l3cacheschema().empty()) refuse("intelRdt is not served");
  if (!request.devices().empty()) refuse("devices are not served");
  if (!request.shared_mounts().empty()) refuse("shared mounts are not served");
  if (request.stdin_port() + request.stdout_port() + request.stderr_port() != 0) {
    refuse("stdio ports are not served");
  }
}

void set_namespace_path(grpc::LinuxNamespace& space, const SandboxNamespaces& namespaces) {
  if (!space.path().empty()) return;
  if (space.type() == "ipc") space.set_path(namespaces.ipc_path());
  if (space.type() == "uts") space.set_path(namespaces.uts_path());
}

void set_namespaces(grpc::Linux& part, const Sandbox& sandbox, bool share_processes) {
  auto& spaces = *part.mutable_namespaces();
  const auto is_pid = [](const grpc::LinuxNamespace& space) { return space.type() == "pid"; };
  spaces.erase(std::remove_if(spaces.begin(), spaces.end(), is_pid), spaces.end());
  for (grpc::LinuxNamespace& space : spaces) set_namespace_path(space, sandbox.namespaces);
  grpc::LinuxNamespace* processes = part.add_namespaces();
  processes->set_type("pid");
  if (!share_processes || !sandbox.first_container) return;
  if (!sandbox.first_container->alive()) {
    throw RpcError(RpcCode::kInternal, "the container whose processes are shared has ended");
  }
  processes->set_path("/proc/" + std::to_string(sandbox.first_container->init->pid()) + "/ns/pid");
}

}  // namespace

grpc::Spec prepare_spec(const grpc::CreateContainerRequest& request, const Sandbox& sandbox) {
  check(request);
  grpc::Spec spec = request.oci();
  set_namespaces(*spec.mutable_linux(), sandbox, request.sandbox_pidns());
  if (spec.linux().cgroupspath().empty()) {
    spec.mutable_linux()->set_cgroupspath("/virtcontainers/" + request.container_id());
  }
  ensure_search_path(*spec.mutable_process());
  return spec;
}

void ensure_search_path(grpc::Process& process) {
  if (search_path(process).empty()) process.add_env(std::string(kPathVariable) + kDefaultPath);
}

std::string search_path(const grpc::Process& process) {
  std::string value;
  for (const std::string& variable : process.env()) {
    if (variable.starts_with(kPathVariable)) value = variable.substr(kPathVariable.size());
  }
  return value;
}

}  // namespace vc::agent
