// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "agent/async_fd.h"
#include "agent/child_reaper.h"
#include "agent/event_loop.h"
#include "agent/oom_scope.h"
#include "agent/process_stdio.h"
#include "agent/wait_queue.h"

namespace vc::agent {

struct ProcessEnd {
  ExitStatus status;
  OomScope oom = OomScope::kNone;
  Clock::time_point at;
};

// The init process of a container or one executed in it.
class GuestProcess {
 public:
  GuestProcess(EventLoop& loop, std::string exec_id, ProcessStdio stdio)
      : exec_id_(std::move(exec_id)), stdio_(std::move(stdio)), ended_(loop) {}

  const std::string& exec_id() const { return exec_id_; }
  ProcessStdio& stdio() { return stdio_; }

  pid_t pid() const { return pid_; }
  void started(pid_t pid) { pid_ = pid; }

  const std::optional<ProcessEnd>& end() const { return end_; }
  // Records the end and wakes its waiters and readers.
  void finish(const ProcessEnd& end);
  // Parks until the end; throws RpcError CANCELLED when the token is cancelled.
  Task<> wait_end(CancelToken& token);
  Task<WakeReason> wait_end_until(Clock::time_point until);

  // Sends a signal; one to a process that has ended is no error. Throws RpcError
  // INVALID_ARGUMENT for a number that is no signal.
  void signal(int number);
  // A SIGKILL that was asked for is not the out-of-memory killer's.
  void note_kill_requested() { kill_requested_ = true; }
  bool kill_requested() const { return kill_requested_; }

  // The container's oom_kill counter when the process was started.
  std::uint64_t oom_kills_before = 0;

 private:
  std::string exec_id_;
  ProcessStdio stdio_;
  pid_t pid_ = -1;
  bool kill_requested_ = false;
  std::optional<ProcessEnd> end_;
  WaitQueue ended_;
};

}  // namespace vc::agent
