// SPDX-License-Identifier: Apache-2.0
#include "common/beneath.h"

#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>

#include "common/system_error.h"

namespace vc {

UniqueFd try_open_confined(int directory_fd, const std::string& path, std::uint64_t flags,
                           Confinement confinement, std::uint64_t mode) {
  open_how how{};
  how.flags = flags | O_CLOEXEC;
  how.mode = mode;
  how.resolve = static_cast<std::uint64_t>(confinement);
  long fd = -1;
  // With a resolve flag the kernel answers EAGAIN when a rename or a mount
  // raced with the walk; a few more tries are what openat2(2) advises.
  for (int attempt = 0; attempt < 16; ++attempt) {
    fd = ::syscall(SYS_openat2, directory_fd, path.c_str(), &how, sizeof how);
    if (fd >= 0 || errno != EAGAIN) break;
  }
  return UniqueFd(static_cast<int>(fd));
}

UniqueFd open_confined(int directory_fd, const std::string& path, std::uint64_t flags,
                       Confinement confinement, std::uint64_t mode) {
  UniqueFd fd = try_open_confined(directory_fd, path, flags, confinement, mode);
  if (!fd) throw_errno("openat2", path);
  return fd;
}

}  // namespace vc
