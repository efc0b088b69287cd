// SPDX-License-Identifier: Apache-2.0
#include "agent/event_loop.h"

#include <sys/eventfd.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include "common/system_error.h"

namespace vc::agent {
namespace {

constexpr std::size_t kMaxEventsPerTurn = 64;

}  // namespace

EventLoop::EventLoop()
    : epoll_(checked(::epoll_create1(EPOLL_CLOEXEC), "epoll_create1")),
      ready_(kMaxEventsPerTurn),
      thread_wakeup_(checked(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK), "eventfd")) {
  wakeup_watch_ = std::make_unique<FdWatch>(*this, thread_wakeup_.get(),
                                            [this](std::uint32_t) { take_posted_from_threads(); });
  wakeup_watch_->set(EPOLLIN);
}

EventLoop::~EventLoop() = default;

void EventLoop::run() {
  while (running_) {
    run_posted();
    if (!running_) break;
    const int count = ::epoll_wait(epoll_.get(), ready_.data(), static_cast<int>(ready_.size()),
                                   timeout_ms());
    if (count < 0 && errno != EINTR) throw_errno("epoll_wait");
    batch_ = std::span(ready_).first(static_cast<std::size_t>(std::max(count, 0)));
    run_ready();
    run_timers();
  }
}

void EventLoop::post_from_thread(std::function<void()> work) {
  {
    const std::lock_guard lock(thread_mutex_);
    posted_from_threads_.push_back(std::move(work));
  }
  checked(::eventfd_write(thread_wakeup_.get(), 1), "eventfd_write");
}

void EventLoop::take_posted_from_threads() {
  eventfd_t count = 0;
  ::eventfd_read(thread_wakeup_.get(), &count);
  std::vector<std::function<void()>> work;
  {
    const std::lock_guard lock(thread_mutex_);
    work.swap(posted_from_threads_);
  }
  std::move(work.begin(), work.end(), std::back_inserter(posted_));
}

void EventLoop::control(int operation, int fd, std::uint32_t events, FdWatch* watch) {
  epoll_event event{};
  event.events = events;
  event.data.ptr = watch;
  checked(::epoll_ctl(epoll_.get(), operation, fd, &event), "epoll_ctl");
}

void EventLoop::forget(const FdWatch* watch) {
  for (epoll_event& event : batch_) {
    if (event.data.ptr == watch) event.data.ptr = nullptr;
  }
}

int EventLoop::timeout_ms() const {
  if (!posted_.empty()) return 0;
  if (timers_.empty()) return -1;
  using std::chrono::milliseconds;
  const auto left = std::chrono::ceil<milliseconds>(timers_.begin()->first - Clock::now());
  return static_cast<int>(std::clamp<milliseconds::rep>(left.count(), 0, 3'600'000));
}

void EventLoop::run_posted() {
  // What is posted meanwhile waits for the next turn, so that descriptors get theirs.
  for (std::size_t left = posted_.size(); left > 0 && running_; --left) {
    const std::function<void()> work = std::move(posted_.front());
    posted_.pop_front();
    work();
  }
}

void EventLoop::run_ready() {
  // A callback may destroy any watch: forget() then takes it out of the batch.
  for (epoll_event& event : batch_) {
    auto* watch = static_cast<FdWatch*>(event.data.ptr);
    if (watch == nullptr) continue;
    const FdWatch::Callback callback = watch->callback_;
    callback(event.events);
  }
  batch_ = {};
}

void EventLoop::run_timers() {
  const Clock::time_point now = Clock::now();
  while (!timers_.empty() && timers_.begin()->first <= now) {
    Timer* timer = timers_.begin()->second;
    const std::function<void()> callback = std::move(timer->callback_);
    timer->disarm();
    callback();
  }
}

FdWatch::FdWatch(EventLoop& loop, int fd, Callback callback)
    : loop_(loop), fd_(fd), callback_(std::move(callback)) {}

FdWatch::~FdWatch() {
  loop_.forget(this);
  if (registered_) ::epoll_ctl(loop_.epoll_.get(), EPOLL_CTL_DEL, fd_, nullptr);
}

void FdWatch::set(std::uint32_t events) {
  if (events == 0) {
    if (registered_) loop_.control(EPOLL_CTL_DEL, fd_, 0, this);
    registered_ = false;
    return;
  }
  loop_.control(registered_ ? EPOLL_CTL_MOD : EPOLL_CTL_ADD, fd_, events, this);
  registered_ = true;
}

void Timer::arm(Clock::time_point when, std::function<void()> callback) {
  disarm();
  when_ = when;
  callback_ = std::move(callback);
  loop_.timers_.emplace(when, this);
}

void Timer::disarm() {
  if (!when_) return;
  loop_.timers_.erase({*when_, this});
  when_.reset();
}

}  // namespace vc::agent
