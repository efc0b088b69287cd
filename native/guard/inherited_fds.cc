// SPDX-License-Identifier: Apache-2.0
#include "guard/inherited_fds.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <climits>

#include "common/system_error.h"
#include "common/unique_fd.h"

namespace vc::guard {

void restrict_inherited_fds(int control_fd, const std::vector<int>& keep) {
  checked(::fcntl(control_fd, F_SETFD, FD_CLOEXEC), "fcntl", "control socket");
  std::vector<int> open = keep;
  open.push_back(control_fd);
  std::sort(open.begin(), open.end());
  unsigned next = STDERR_FILENO + 1;
  for (const int fd : open) {
    checked(::fcntl(fd, F_GETFD), "fcntl", "kept descriptor");
    const auto number = static_cast<unsigned>(fd);
    if (number > next) ::close_range(next, number - 1, 0);
    next = number + 1;
  }
  ::close_range(next, UINT_MAX, 0);
}

void release_program_fds(const std::vector<int>& keep) {
  for (const int fd : keep) UniqueFd(fd).reset();
  const UniqueFd null(checked(::open("/dev/null", O_RDWR | O_CLOEXEC), "open", "/dev/null"));
  for (const int fd : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) checked(::dup2(null.get(), fd), "dup2");
}

}  // namespace vc::guard
