// SPDX-License-Identifier: Apache-2.0
#include "agent/guest_process.h"

#include <signal.h>

#include <cerrno>

#include "agent/rpc_error.h"
#include "common/system_error.h"

namespace vc::agent {

void GuestProcess::finish(const ProcessEnd& end) {
  end_ = end;
  ended_.notify_all();
  stdio_.wake();
}

Task<> GuestProcess::wait_end(CancelToken& token) {
  while (!end_) {
    const WakeReason reason = co_await ended_.wait(&token);
    if (reason == WakeReason::kCancelled) throw RpcError(RpcCode::kCancelled, "cancelled");
  }
}

Task<WakeReason> GuestProcess::wait_end_until(Clock::time_point until) {
  WakeReason reason = WakeReason::kNotified;
  while (!end_ && reason == WakeReason::kNotified) reason = co_await ended_.wait(nullptr, until);
  co_return end_ ? WakeReason::kNotified : reason;
}

void GuestProcess::signal(int number) {
  if (number < 1 || number > SIGRTMAX) {
    throw RpcError(RpcCode::kInvalidArgument, "no signal has the number " + std::to_string(number));
  }
  // An ended process has been reaped: its pid may be another's by now.
  if (end_) return;
  if (number == SIGKILL) note_kill_requested();
  if (::kill(pid_, number) < 0 && errno != ESRCH) throw_errno("kill");
}

}  // namespace vc::agent
