// SPDX-License-Identifier: Apache-2.0
#include "agent/child_reaper.h"

#include <signal.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <unistd.h>

#include "common/system_error.h"

namespace vc::agent {
namespace {

UniqueFd open_sigchld() {
  sigset_t signals;
  ::sigemptyset(&signals);
  ::sigaddset(&signals, SIGCHLD);
  checked(::sigprocmask(SIG_BLOCK, &signals, nullptr), "sigprocmask");
  return UniqueFd(checked(::signalfd(-1, &signals, SFD_CLOEXEC | SFD_NONBLOCK), "signalfd"));
}

}  // namespace

ChildReaper::ChildReaper(EventLoop& loop) : loop_(loop), signals_(open_sigchld()) {
  checked(::prctl(PR_SET_CHILD_SUBREAPER, 1), "prctl");
  watch_.emplace(loop, signals_.get(), [this](std::uint32_t) { collect(); });
  watch_->set(EPOLLIN);
}

ChildReaper::Launch::~Launch() {
  if (--reaper_.launches_ == 0) reaper_.unclaimed_.clear();
}

void ChildReaper::expect(pid_t pid, Callback callback) {
  const auto early = unclaimed_.find(pid);
  if (early == unclaimed_.end()) {
    expected_.insert_or_assign(pid, std::move(callback));
    return;
  }
  loop_.post([status = early->second, callback = std::move(callback)] { callback(status); });
  unclaimed_.erase(early);
}

void ChildReaper::collect() {
  signalfd_siginfo pending;
  while (::read(signals_.get(), &pending, sizeof pending) > 0) {
    // Several children may stand behind one signal, so waitid() is asked instead.
  }
  for (;;) {
    siginfo_t child{};
    if (::waitid(P_ALL, 0, &child, WEXITED | WNOHANG) < 0 || child.si_pid == 0) return;
    ended(child.si_pid, {child.si_code != CLD_EXITED, child.si_status});
  }
}

void ChildReaper::ended(pid_t pid, ExitStatus status) {
  const auto found = expected_.find(pid);
  if (found == expected_.end()) {
    if (launches_ > 0) unclaimed_.insert_or_assign(pid, status);
    return;
  }
  const Callback callback = std::move(found->second);
  expected_.erase(found);
  callback(status);
}

}  // namespace vc::agent
