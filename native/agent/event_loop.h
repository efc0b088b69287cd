// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/epoll.h>

#include <chrono>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <span>
#include <utility>
#include <vector>

#include "common/unique_fd.h"

namespace vc::agent {

using Clock = std::chrono::steady_clock;

class FdWatch;
class Timer;

// One thread's epoll(7) loop: descriptors, timers and posted functions.
class EventLoop {
 public:
  EventLoop();
  EventLoop(const EventLoop&) = delete;
  EventLoop& operator=(const EventLoop&) = delete;
  ~EventLoop();

  // Runs until stop().
  void run();
  void stop() { running_ = false; }

  // Runs `work` in the loop, after what is being run now. Loop thread only.
  void post(std::function<void()> work) { posted_.push_back(std::move(work)); }
  // The same from any thread.
  void post_from_thread(std::function<void()> work);

 private:
  friend class FdWatch;
  friend class Timer;

  void control(int operation, int fd, std::uint32_t events, FdWatch* watch);
  void forget(const FdWatch* watch);
  int timeout_ms() const;
  void run_posted();
  void run_timers();
  void run_ready();
  void take_posted_from_threads();

  UniqueFd epoll_;
  bool running_ = true;
  std::deque<std::function<void()>> posted_;
  std::set<std::pair<Clock::time_point, Timer*>> timers_;
  std::vector<epoll_event> ready_;
  std::span<epoll_event> batch_;
  std::mutex thread_mutex_;
  std::vector<std::function<void()>> posted_from_threads_;
  UniqueFd thread_wakeup_;
  std::unique_ptr<FdWatch> wakeup_watch_;
};

// Registration of a descriptor (not owned; close it after the watch is gone).
class FdWatch {
 public:
  using Callback = std::function<void(std::uint32_t events)>;

  // Watches nothing until set() is called.
  FdWatch(EventLoop& loop, int fd, Callback callback);
  FdWatch(const FdWatch&) = delete;
  FdWatch& operator=(const FdWatch&) = delete;
  ~FdWatch();

  // The epoll events and flags (EPOLLET, EPOLLONESHOT) to watch for; 0 takes the
  // descriptor out of the epoll set, so that not even a hang-up is reported.
  void set(std::uint32_t events);

 private:
  friend class EventLoop;

  EventLoop& loop_;
  int fd_;
  bool registered_ = false;
  Callback callback_;
};

class Timer {
 public:
  explicit Timer(EventLoop& loop) : loop_(loop) {}
  Timer(const Timer&) = delete;
  Timer& operator=(const Timer&) = delete;
  ~Timer() { disarm(); }

  // Runs `callback` once at `when`; replaces an earlier arming.
  void arm(Clock::time_point when, std::function<void()> callback);
  void disarm();

 private:
  friend class EventLoop;

  EventLoop& loop_;
  std::optional<Clock::time_point> when_;
  std::function<void()> callback_;
};

}  // namespace vc::agent
