// SPDX-License-Identifier: Apache-2.0
#include "common/unique_fd.h"

#include <unistd.h>

#include <cerrno>

namespace vc {

void UniqueFd::reset(int fd) noexcept {
  const int old = std::exchange(fd_, fd);
  if (old < 0 || old == fd) return;
  const int saved = errno;
  ::close(old);  // Linux frees the number even when close reports an error
  errno = saved;
}

}  // namespace vc
