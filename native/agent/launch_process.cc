// SPDX-License-Identifier: Apache-2.0
#include "agent/launch_process.h"

#include <optional>
#include <utility>

#include "agent/console_socket.h"
#include "agent/rpc_error.h"
#include "agent/user_database.h"

namespace vc::agent {
namespace {

void record_end(Container& container, GuestProcess& process, ExitStatus status) {
  const OomScope scope = oom_scope(container.cgroup, status, process.kill_requested(),
                                   process.oom_kills_before);
  process.finish({status, scope, Clock::now()});
  if (container.init.get() != &process) return;
  if (container.state != ContainerState::kRemoving) container.state = ContainerState::kStopped;
}

}  // namespace

void resolve_user(int root_fd, const grpc::StringUser& wanted, grpc::Process& process) {
  const UserRequest request{wanted.uid(),
                            wanted.gid(),
                            {wanted.additionalgids().begin(), wanted.additionalgids().end()}};
  const bool named = !request.user.empty() || !request.group.empty() ||
                     !request.additional_groups.empty();
  if (!named) return;
  grpc::User& user = *process.mutable_user();
  const ResolvedUser given{user.uid(), user.gid(),
                           {user.additionalgids().begin(), user.additionalgids().end()}};
  const ResolvedUser resolved = UserDatabase::read(root_fd).resolve(request, given);
  user.set_uid(resolved.uid);
  user.set_gid(resolved.gid);
  user.clear_additionalgids();
  for (const std::uint32_t gid : resolved.additional_gids) user.add_additionalgids(gid);
}

void require_executable(Executable found, const std::string& program) {
  if (found == Executable::kMissing) {
    throw RpcError(RpcCode::kNotFound, "no executable " + program + " in the container");
  }
  if (found == Executable::kNotExecutable) {
    throw RpcError(RpcCode::kPermissionDenied, program + " is not executable");
  }
}

Task<std::shared_ptr<GuestProcess>> launch_process(Sandbox& sandbox,
                                                   std::shared_ptr<Container> container,
                                                   std::string exec_id, bool terminal,
                                                   StartCrun start) {
  Crun::Launch launch{container->id, container->bundle, container->scratch_name(), {}, {}};
  std::optional<ConsoleSocket> console;
  StdioPipes pipes;
  if (terminal) {
    console.emplace(sandbox.next_console_path());
    launch.console_socket = console->path();
  } else {
    pipes = StdioPipes::open(sandbox.loop(), sandbox.settings().pipe_size_bytes);
    launch.stdio = pipes.child();
  }
  const std::uint64_t oom_kills_before = container->cgroup.memory_events().oom_kill;
  const ChildReaper::Launch guard(sandbox.reaper());
  const pid_t pid = co_await start(launch);
  ProcessStdio stdio = console ? ProcessStdio::from_terminal(sandbox.loop(),
                                                             console->receive_master())
                               : std::move(pipes.ours);
  auto process = std::make_shared<GuestProcess>(sandbox.loop(), exec_id, std::move(stdio));
  process->oom_kills_before = oom_kills_before;
  process->started(pid);
  container->processes.insert_or_assign(exec_id, process);
  sandbox.reaper().expect(pid, [container, process](ExitStatus status) {
    record_end(*container, *process, status);
  });
  co_return process;
}

}  // namespace vc::agent
