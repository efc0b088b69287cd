// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "common/unique_fd.h"

namespace vc::guard {

// Ties a child's life to its parent's. Taken by the parent before it forks.
class Lifeline {
 public:
  // Of the calling process. Throws SystemError.
  Lifeline();

  // In the child: has the kernel kill it when the parent dies, and ends it now
  // if the parent is dead already. getppid cannot tell that here: it is 0 for
  // a child in a process id namespace that its parent is not in.
  void hold() const;

 private:
  UniqueFd parent_;
};

}  // namespace vc::guard
