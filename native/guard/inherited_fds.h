// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

namespace vc::guard {

// Closes every descriptor above 2 but the control socket and those to keep,
// and marks the control socket close-on-exec. Throws SystemError: EBADF when
// one of those named is not open.
void restrict_inherited_fds(int control_fd, const std::vector<int>& keep);

// Closes the guard's copies of what the program has got, so that the other
// ends see when the program is gone: the kept ones, and standard output and
// error, which become /dev/null.
void release_program_fds(const std::vector<int>& keep);

}  // namespace vc::guard
