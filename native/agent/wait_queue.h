// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <coroutine>
#include <list>
#include <optional>

#include "agent/event_loop.h"

namespace vc::agent {

enum class WakeReason { kNotified, kCancelled, kTimedOut };

class WaitQueue;

// Tells whoever waits on behalf of a call that nobody wants its answer any more.
class CancelToken {
 public:
  CancelToken() = default;
  CancelToken(const CancelToken&) = delete;
  CancelToken& operator=(const CancelToken&) = delete;

  bool cancelled() const { return cancelled_; }
  // Wakes every wait that was given this token; later ones do not even begin.
  void cancel();

 private:
  friend class Waiter;

  bool cancelled_ = false;
  std::list<class Waiter*> waiters_;
};

// The awaitable that WaitQueue::wait returns; lives in the waiting coroutine's frame.
class Waiter {
 public:
  Waiter(WaitQueue& queue, CancelToken* token, std::optional<Clock::time_point> until);
  Waiter(const Waiter&) = delete;
  Waiter& operator=(const Waiter&) = delete;

  bool await_ready();
  void await_suspend(std::coroutine_handle<> waiting);
  WakeReason await_resume() const { return reason_; }

 private:
  friend class CancelToken;
  friend class WaitQueue;

  void wake(WakeReason reason);

  WaitQueue* queue_;
  CancelToken* token_;
  std::optional<Clock::time_point> until_;
  EventLoop& loop_;
  Timer timer_;
  std::coroutine_handle<> waiting_;
  WakeReason reason_ = WakeReason::kNotified;
};

// Coroutines parked until something happens: no thread each, only a list node.
class WaitQueue {
 public:
  explicit WaitQueue(EventLoop& loop) : loop_(loop) {}
  WaitQueue(const WaitQueue&) = delete;
  WaitQueue& operator=(const WaitQueue&) = delete;
  // Whoever still waits is notified; none touches the queue afterwards.
  ~WaitQueue() { notify_all(); }

  // `co_await` it: ends with the next notify_all(), the token's cancel(), or at
  // `until`, whichever is first.
  Waiter wait(CancelToken* token = nullptr, std::optional<Clock::time_point> until = {}) {
    return Waiter(*this, token, until);
  }
  void notify_all();
  bool empty() const { return waiters_.empty(); }

 private:
  friend class Waiter;

  EventLoop& loop_;
  std::list<Waiter*> waiters_;
};

}  // namespace vc::agent
