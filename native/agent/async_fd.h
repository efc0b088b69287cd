// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "agent/event_loop.h"
#include "agent/task.h"
#include "agent/wait_queue.h"
#include "common/unique_fd.h"

namespace vc::agent {

// A pipe, socket or terminal that coroutines wait for. It is in the epoll set
// only while somebody waits, because epoll reports a hang-up whether asked or not.
class AsyncFd {
 public:
  // Takes `fd` and makes it non-blocking.
  AsyncFd(EventLoop& loop, UniqueFd fd);

  int get() const { return fd_.get(); }
  bool closed() const { return !fd_; }

  // Wait until a read (write) would not block; see WaitQueue::wait. After
  // close() they end with kNotified.
  Task<WakeReason> readable(CancelToken* token, std::optional<Clock::time_point> until = {});
  Task<WakeReason> writable(CancelToken* token, std::optional<Clock::time_point> until = {});

  // Notifies whoever waits.
  void wake();
  // Closes the descriptor and wakes whoever waits.
  void close();

 private:
  void want(std::uint32_t events);
  void on_events(std::uint32_t events);

  UniqueFd fd_;
  std::uint32_t wanted_ = 0;
  WaitQueue readers_;
  WaitQueue writers_;
  std::optional<FdWatch> watch_;
};

}  // namespace vc::agent
