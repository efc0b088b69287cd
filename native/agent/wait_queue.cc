// SPDX-License-Identifier: Apache-2.0
#include "agent/wait_queue.h"

namespace vc::agent {

void CancelToken::cancel() {
  cancelled_ = true;
  while (!waiters_.empty()) waiters_.front()->wake(WakeReason::kCancelled);
}

Waiter::Waiter(WaitQueue& queue, CancelToken* token, std::optional<Clock::time_point> until)
    : queue_(&queue), token_(token), until_(until), loop_(queue.loop_), timer_(queue.loop_) {}

bool Waiter::await_ready() {
  if (token_ == nullptr || !token_->cancelled()) return false;
  reason_ = WakeReason::kCancelled;
  return true;
}

void Waiter::await_suspend(std::coroutine_handle<> waiting) {
  waiting_ = waiting;
  queue_->waiters_.push_back(this);
  if (token_ != nullptr) token_->waiters_.push_back(this);
  if (until_) timer_.arm(*until_, [this] { wake(WakeReason::kTimedOut); });
}

void Waiter::wake(WakeReason reason) {
  reason_ = reason;
  queue_->waiters_.remove(this);
  if (token_ != nullptr) token_->waiters_.remove(this);
  timer_.disarm();
  // Resumed from the loop, never from inside whoever notifies.
  loop_.post([waiting = waiting_] { waiting.resume(); });
}

void WaitQueue::notify_all() {
  while (!waiters_.empty()) waiters_.front()->wake(WakeReason::kNotified);
}

}  // namespace vc::agent
