// SPDX-License-Identifier: Apache-2.0
#include "agent/create_container.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <exception>
#include <string_view>
#include <utility>

#include "agent/executable_lookup.h"
#include "agent/launch_process.h"
#include "agent/log.h"
#include "agent/oci_json.h"
#include "agent/prepare_spec.h"
#include "agent/remove_container.h"
#include "common/bounded_file.h"
#include "common/system_error.h"

namespace vc::agent {
namespace {

UniqueFd open_rootfs(const std::string& path) {
  UniqueFd root(::open(path.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
  if (root) return root;
  if (errno != ENOENT && errno != ENOTDIR) throw_errno("open", path);
  throw RpcError(RpcCode::kNotFound, "no root file system at " + path);
}

// Whether a mount may bring programs that the bare root file system lacks.
bool brings_files(const grpc::Mount& mount) {
  static constexpr std::array kWithoutPrograms{std::string_view("proc"), std::string_view("sysfs"),
                                               std::string_view("tmpfs"),
                                               std::string_view("devpts"),
                                               std::string_view("mqueue"),
                                               std::string_view("cgroup"),
                                               std::string_view("cgroup2")};
  return std::find(kWithoutPrograms.begin(), kWithoutPrograms.end(), mount.type()) ==
         kWithoutPrograms.end();
}

// What the bare root file system says about the program. With mounts that bring
// files a "no" is not certain: crun then has the last word.
struct ProgramCheck {
  Executable found = Executable::kFound;
  bool certain = true;
};

ProgramCheck check_program(int root_fd, const grpc::Spec& spec) {
  const grpc::Process& process = spec.process();
  const std::string cwd = process.cwd().empty() ? "/" : process.cwd();
  const Executable found = find_executable(root_fd, process.args(0), cwd, search_path(process));
  const bool certain =
      std::none_of(spec.mounts().begin(), spec.mounts().end(), brings_files);
  return {found, certain || found == Executable::kFound};
}

void write_bundle(const Container& container, const grpc::Spec& spec) {
  const std::string path = container.bundle + "/config.json";
  const UniqueFd file(checked(
      ::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600), "open", path));
  write_all(file.get(), oci_config_json(spec));
}

Task<> attach_storages(Sandbox& sandbox, Container& container,
                       const grpc::CreateContainerRequest& request) {
  for (const grpc::Storage& storage : request.storages()) {
    co_await sandbox.storages().attach(storage, container.id);
    container.storages.push_back(storage.mount_point());
  }
}

Task<> build(Sandbox& sandbox, std::shared_ptr<Container> container,
             const grpc::CreateContainerRequest& request) {
  co_await sandbox.settings().modules_loaded();
  if (::mkdir(container->bundle.c_str(), 0700) < 0) throw_errno("mkdir", container->bundle);
  co_await attach_storages(sandbox, *container, request);
  grpc::Spec spec = prepare_spec(request, sandbox);
  container->cgroup = Cgroup(sandbox.layout().cgroup_root + "/" + spec.linux().cgroupspath());
  ProgramCheck program;
  {
    const UniqueFd root = open_rootfs(spec.root().path());
    resolve_user(root.get(), request.string_user(), *spec.mutable_process());
    program = check_program(root.get(), spec);
  }
  if (program.certain) require_executable(program.found, spec.process().args(0));
  container->capabilities = spec.process().capabilities();
  write_bundle(*container, spec);
  std::exception_ptr failure;
  try {
    StartCrun start = [&sandbox, container](Crun::Launch launch) {
      return sandbox.crun().create(std::move(launch), container->bundle);
    };
    container->init = co_await launch_process(sandbox, container, container->id,
                                              spec.process().terminal(), std::move(start));
  } catch (...) {
    failure = std::current_exception();
  }
  if (!failure) co_return;
  require_executable(program.found, spec.process().args(0));
  std::rethrow_exception(failure);
}

// crun cleans up after its own failures; what it made before one of ours is left.
Task<> undo(Sandbox& sandbox, Container& container) {
  const std::string state = sandbox.layout().crun_root + "/" + container.id;
  if (::access(state.c_str(), F_OK) == 0) {
    try {
      co_await sandbox.crun().remove(container.id, container.bundle);
    } catch (const std::exception& error) {
      log(LogLevel::kError, "failed container was not removed", {{"error", error.what()}});
    }
  }
  discard_container(sandbox, container);
}

}  // namespace

Task<> create_container(Sandbox& sandbox, grpc::CreateContainerRequest request) {
  const std::string& id = request.container_id();
  require_container_id(id);
  const auto container = std::make_shared<Container>(id, sandbox.layout().bundle_dir(id),
                                                     Cgroup(std::string()));
  if (!sandbox.containers.emplace(id, container).second) {
    throw RpcError(RpcCode::kInternal, "container " + id + " exists");
  }
  std::exception_ptr failure;
  try {
    co_await build(sandbox, container, request);
  } catch (...) {
    failure = std::current_exception();
  }
  if (failure) {
    co_await undo(sandbox, *container);
    std::rethrow_exception(failure);
  }
  // Its init may have been killed already.
  if (!container->init->end()) container->state = ContainerState::kCreated;
  sandbox.oom_watch().add(id, container->cgroup);
  if (!sandbox.first_container) sandbox.first_container = container;
}

}  // namespace vc::agent
