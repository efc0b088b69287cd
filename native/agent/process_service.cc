// SPDX-License-Identifier: Apache-2.0
#include <google/protobuf/empty.pb.h>
#include <sys/ioctl.h>

#include "agent.pb.h"
#include "agent/exec_process.h"
#include "agent/exit_report.h"
#include "agent/services.h"
#include "agent/signal_process.h"
#include "common/system_error.h"
#include "guest.pb.h"

namespace vc::agent {
namespace {

using google::protobuf::Empty;
namespace guest = virtcontainers::guest::v1;

Task<Empty> exec(Sandbox& sandbox, const grpc::ExecProcessRequest& request) {
  co_await exec_process(sandbox, request);
  co_return Empty();
}

Task<Empty> signal(Sandbox& sandbox, const grpc::SignalProcessRequest& request) {
  signal_process(sandbox, request);
  co_return Empty();
}

// Parks until the process has ended, then forgets it: as the protocol has it, the
// first answered waiter is the last use of the process.
Task<ProcessEnd> wait_and_forget(Sandbox& sandbox, Call& call, std::string container_id,
                                 std::string exec_id) {
  const auto container = sandbox.container(container_id, RpcCode::kInvalidArgument);
  const auto process = sandbox.process(container_id, exec_id, RpcCode::kInvalidArgument);
  co_await process->wait_end(call.token());
  if (container->find_process(exec_id) == process) container->forget_process(exec_id);
  co_return *process->end();
}

Task<grpc::WaitProcessResponse> wait(Sandbox& sandbox, Call& call,
                                     const grpc::WaitProcessRequest& request) {
  const ProcessEnd end =
      co_await wait_and_forget(sandbox, call, request.container_id(), request.exec_id());
  grpc::WaitProcessResponse response;
  response.set_status(kata_status(end.status));
  co_return response;
}

Task<guest::ProcessExit> wait_truthfully(Sandbox& sandbox, Call& call,
                                         const guest::WaitProcessRequest& request) {
  const ProcessEnd end =
      co_await wait_and_forget(sandbox, call, request.container_id(), request.exec_id());
  co_return process_exit(end);
}

Task<Empty> resize(Sandbox& sandbox, const grpc::TtyWinResizeRequest& request) {
  const auto process =
      sandbox.process(request.container_id(), request.exec_id(), RpcCode::kInvalidArgument);
  const auto& terminal = process->stdio().input();
  if (!process->stdio().is_terminal() || !terminal) {
    throw RpcError(RpcCode::kUnavailable, "no tty");
  }
  winsize size{};
  size.ws_row = static_cast<unsigned short>(request.row());
  size.ws_col = static_cast<unsigned short>(request.column());
  checked(::ioctl(terminal->get(), TIOCSWINSZ, &size), "ioctl", "TIOCSWINSZ");
  co_return Empty();
}

}  // namespace

void add_process_service(Router& router, Sandbox& sandbox) {
  router.add<grpc::ExecProcessRequest, Empty>(
      kAgentService, "ExecProcess",
      [&](Call&, const auto& request) { return exec(sandbox, request); });
  router.add<grpc::SignalProcessRequest, Empty>(
      kAgentService, "SignalProcess",
      [&](Call&, const auto& request) { return signal(sandbox, request); });
  router.add<grpc::WaitProcessRequest, grpc::WaitProcessResponse>(
      kAgentService, "WaitProcess",
      [&](Call& call, const auto& request) { return wait(sandbox, call, request); });
  router.add<guest::WaitProcessRequest, guest::ProcessExit>(
      kGuestService, "WaitProcess",
      [&](Call& call, const auto& request) { return wait_truthfully(sandbox, call, request); });
  router.add<grpc::TtyWinResizeRequest, Empty>(
      kAgentService, "TtyWinResize",
      [&](Call&, const auto& request) { return resize(sandbox, request); });
}

}  // namespace vc::agent
