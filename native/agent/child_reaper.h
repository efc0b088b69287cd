// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/types.h>

#include <functional>
#include <map>
#include <optional>

#include "agent/event_loop.h"
#include "common/unique_fd.h"

namespace vc::agent {

// How a process ended.
struct ExitStatus {
  bool signaled = false;
  // Exit code, or the number of the signal.
  int value = 0;
};

// Collects every child of this process. Container processes become children when
// crun, which started them, ends: the agent is PID 1 or a child subreaper.
class ChildReaper {
 public:
  using Callback = std::function<void(ExitStatus)>;

  // Blocks SIGCHLD in the calling thread: construct it before any other thread starts.
  explicit ChildReaper(EventLoop& loop);
  ChildReaper(const ChildReaper&) = delete;
  ChildReaper& operator=(const ChildReaper&) = delete;

  // Tells the exit of `pid`, once, from the loop. A process that ended while a
  // Launch was alive is told too.
  void expect(pid_t pid, Callback callback);
  void forget(pid_t pid) { expected_.erase(pid); }

  // While one lives, exits of processes that nobody expects yet are kept: a
  // detached process may end before its pid is known to us.
  class Launch {
   public:
    explicit Launch(ChildReaper& reaper) : reaper_(reaper) { ++reaper_.launches_; }
    Launch(const Launch&) = delete;
    Launch& operator=(const Launch&) = delete;
    ~Launch();

   private:
    ChildReaper& reaper_;
  };

 private:
  void collect();
  void ended(pid_t pid, ExitStatus status);

  EventLoop& loop_;
  UniqueFd signals_;
  std::optional<FdWatch> watch_;
  int launches_ = 0;
  std::map<pid_t, Callback> expected_;
  std::map<pid_t, ExitStatus> unclaimed_;
};

}  // namespace vc::agent
