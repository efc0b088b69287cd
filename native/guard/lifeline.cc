// SPDX-License-Identifier: Apache-2.0
#include "guard/lifeline.h"

#include <poll.h>
#include <sys/prctl.h>
#include <unistd.h>

#include <csignal>

#include "common/pidfd.h"
#include "common/system_error.h"

namespace vc::guard {

Lifeline::Lifeline() : parent_(open_pidfd(::getpid())) {
  if (!parent_) throw_errno("pidfd_open");
}

void Lifeline::hold() const {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  pollfd parent{parent_.get(), POLLIN, 0};
  if (::poll(&parent, 1, 0) != 0) ::_exit(1);
}

}  // namespace vc::guard
