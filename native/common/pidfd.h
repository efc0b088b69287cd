// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/syscall.h>
#include <sys/types.h>
#include <unistd.h>

#include "common/unique_fd.h"

namespace vc {

// Calls made directly: glibc 2.36 declares them without C linkage, and older
// ones not at all.

// A descriptor of the process, readable when it has ended; -1 with errno. See pidfd_open(2).
inline UniqueFd open_pidfd(pid_t pid) { return UniqueFd(static_cast<int>(::syscall(SYS_pidfd_open, pid, 0))); }

// Sends a signal to exactly that process; false with errno. See pidfd_send_signal(2).
inline bool signal_pidfd(const UniqueFd& pidfd, int signal) {
  return ::syscall(SYS_pidfd_send_signal, pidfd.get(), signal, nullptr, 0) == 0;
}

}  // namespace vc
