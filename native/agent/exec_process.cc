// SPDX-License-Identifier: Apache-2.0
#include "agent/exec_process.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <utility>

#include "agent/executable_lookup.h"
#include "agent/launch_process.h"
#include "agent/oci_json.h"
#include "agent/prepare_spec.h"
#include "agent/rpc_error.h"
#include "common/beneath.h"
#include "common/bounded_file.h"
#include "common/system_error.h"

namespace vc::agent {
namespace {

void check(const grpc::ExecProcessRequest& request, const Container& container) {
  const auto refuse = [](RpcCode code, const std::string& why) { throw RpcError(code, why); };
  if (request.exec_id().empty()) refuse(RpcCode::kInvalidArgument, "exec_id is empty");
  if (request.process().args().empty()) {
    refuse(RpcCode::kInvalidArgument, "process has no arguments");
  }
  if (request.stdin_port() + request.stdout_port() + request.stderr_port() != 0) {
    refuse(RpcCode::kInvalidArgument, "stdio ports are not served");
  }
  if (request.exec_id() == container.id || container.find_process(request.exec_id()) ||
      container.launching.contains(request.exec_id())) {
    refuse(RpcCode::kInternal, "exec_id '" + request.exec_id() + "' already exists");
  }
  container.require_state({ContainerState::kCreated, ContainerState::kRunning}, "execute in");
}

// The root file system as the container's own processes see it, mounts included.
UniqueFd open_container_root(const Container& container) {
  const std::string path = "/proc/" + std::to_string(container.init->pid()) + "/root";
  return UniqueFd(checked(::open(path.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC), "open", path));
}

// crun would tell it too, but not so that a peer could tell it from its own failures.
void require_working_directory(int root_fd, const std::string& path) {
  const int flags = O_PATH | O_DIRECTORY;
  if (try_open_confined(root_fd, path, flags, Confinement::kInRoot)) return;
  if (errno != ENOENT && errno != ENOTDIR && errno != ELOOP) throw_errno("openat2", path);
  throw RpcError(RpcCode::kInvalidArgument, "no directory " + path + " in the container");
}

grpc::Process prepare_process(const grpc::ExecProcessRequest& request,
                              const Container& container) {
  grpc::Process process = request.process();
  if (!process.has_capabilities()) *process.mutable_capabilities() = container.capabilities;
  if (process.cwd().empty()) process.set_cwd("/");
  ensure_search_path(process);
  const UniqueFd root = open_container_root(container);
  require_working_directory(root.get(), process.cwd());
  resolve_user(root.get(), request.string_user(), process);
  require_executable(
      find_executable(root.get(), process.args(0), process.cwd(), search_path(process)),
      process.args(0));
  return process;
}

// The file that crun reads the process from; removed with the object.
class ProcessFile {
 public:
  ProcessFile(std::string path, const grpc::Process& process) : path_(std::move(path)) {
    const int flags = O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC;
    const UniqueFd file(checked(::open(path_.c_str(), flags, 0600), "open", path_));
    write_all(file.get(), oci_process_json(process));
  }
  ProcessFile(const ProcessFile&) = delete;
  ProcessFile& operator=(const ProcessFile&) = delete;
  ~ProcessFile() { ::unlink(path_.c_str()); }

  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

// Keeps an exec id from being given twice while crun is at work.
class IdReservation {
 public:
  IdReservation(Container& container, std::string id) : container_(container), id_(std::move(id)) {
    container_.launching.insert(id_);
  }
  IdReservation(const IdReservation&) = delete;
  IdReservation& operator=(const IdReservation&) = delete;
  ~IdReservation() { container_.launching.erase(id_); }

 private:
  Container& container_;
  std::string id_;
};

}  // namespace

Task<> exec_process(Sandbox& sandbox, grpc::ExecProcessRequest request) {
  const std::shared_ptr<Container> container =
      sandbox.container(request.container_id(), RpcCode::kInternal);
  check(request, *container);
  const grpc::Process process = prepare_process(request, *container);
  const ProcessFile file(container->bundle + "/" + container->scratch_name() + ".json", process);
  StartCrun start = [&sandbox, &file](Crun::Launch launch) {
    return sandbox.crun().exec(std::move(launch), file.path());
  };
  const IdReservation reservation(*container, request.exec_id());
  co_await launch_process(sandbox, container, request.exec_id(), process.terminal(),
                          std::move(start));
}

}  // namespace vc::agent
