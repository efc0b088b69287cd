// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/types.h>

namespace vc::guard {

// Namespaces that keep a program and all its descendants together.
//
// The mount namespace is a slave of the host's: what the host mounts is seen
// (and /dev with it), what the guard mounts is seen by nobody else.
//
// The process id namespace is what makes the end certain. Its init is a child
// of the guard that does nothing; when it dies the kernel kills everything in
// the namespace. It dies with the guard, by PR_SET_PDEATHSIG, and unlike the
// program it never changes its credentials, which would clear that setting.
// The guard stays outside, so it sees all process ids as the host does.
class Cage {
 public:
  // Puts the calling process into the mount namespace, and its children from
  // now on into the process id namespace. Throws SystemError: EPERM without
  // CAP_SYS_ADMIN.
  Cage();
  Cage(const Cage&) = delete;
  Cage& operator=(const Cage&) = delete;
  ~Cage() { end(); }

  // Kills all that is in the namespace and waits until it is gone. The program
  // itself must have been reaped before. Repeatable.
  void end() noexcept;

 private:
  pid_t init_ = -1;
};

}  // namespace vc::guard
