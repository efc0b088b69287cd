// SPDX-License-Identifier: Apache-2.0
#include "agent/async_fd.h"

#include <fcntl.h>

#include "common/system_error.h"

namespace vc::agent {
namespace {

void make_non_blocking(int fd) {
  const int flags = checked(::fcntl(fd, F_GETFL), "fcntl");
  checked(::fcntl(fd, F_SETFL, flags | O_NONBLOCK), "fcntl");
}

}  // namespace

AsyncFd::AsyncFd(EventLoop& loop, UniqueFd fd)
    : fd_(std::move(fd)), readers_(loop), writers_(loop) {
  make_non_blocking(fd_.get());
  watch_.emplace(loop, fd_.get(), [this](std::uint32_t events) { on_events(events); });
}

Task<WakeReason> AsyncFd::readable(CancelToken* token, std::optional<Clock::time_point> until) {
  if (closed()) co_return WakeReason::kNotified;
  want(EPOLLIN);
  co_return co_await readers_.wait(token, until);
}

Task<WakeReason> AsyncFd::writable(CancelToken* token, std::optional<Clock::time_point> until) {
  if (closed()) co_return WakeReason::kNotified;
  want(EPOLLOUT);
  co_return co_await writers_.wait(token, until);
}

void AsyncFd::wake() {
  readers_.notify_all();
  writers_.notify_all();
}

void AsyncFd::close() {
  watch_.reset();
  fd_.reset();
  wake();
}

void AsyncFd::want(std::uint32_t events) {
  wanted_ |= events;
  watch_->set(wanted_ | EPOLLONESHOT);
}

void AsyncFd::on_events(std::uint32_t events) {
  if (events & (EPOLLHUP | EPOLLERR)) events |= EPOLLIN | EPOLLOUT;
  wanted_ &= ~events;
  if (events & EPOLLIN) readers_.notify_all();
  if (events & EPOLLOUT) writers_.notify_all();
  if (wanted_ != 0) watch_->set(wanted_ | EPOLLONESHOT);
}

}  // namespace vc::agent
