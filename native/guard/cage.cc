// SPDX-License-Identifier: Apache-2.0
#include "guard/cage.h"

#include <sched.h>
#include <sys/mount.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <climits>
#include <csignal>

#include "common/system_error.h"
#include "guard/lifeline.h"
#include "guard/resident_code.h"

namespace vc::guard {
namespace {

// What init does: nothing, holding no descriptor. Children left to it are
// reaped by the kernel, since it ignores SIGCHLD.
[[noreturn]] void be_init(const Lifeline& lifeline) {
  lifeline.hold();
  ::signal(SIGCHLD, SIG_IGN);
  ::close_range(0, UINT_MAX, 0);
  release_resident_code();
  for (;;) ::pause();
}

}  // namespace

Cage::Cage() {
  checked(::unshare(CLONE_NEWNS | CLONE_NEWPID), "unshare");
  checked(::mount(nullptr, "/", nullptr, MS_REC | MS_SLAVE, nullptr), "mount", "/");
  const Lifeline lifeline;
  init_ = checked(::fork(), "fork");
  if (init_ == 0) be_init(lifeline);
}

void Cage::end() noexcept {
  if (init_ < 0) return;
  ::kill(init_, SIGKILL);
  while (::waitpid(init_, nullptr, 0) < 0 && errno == EINTR) {
  }
  init_ = -1;
}

}  // namespace vc::guard
