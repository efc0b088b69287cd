// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <fcntl.h>
#include <linux/openat2.h>

#include <cstdint>
#include <string>

#include "common/unique_fd.h"

namespace vc {

// How openat2(2) confines the resolution of a path to the directory given.
enum class Confinement : std::uint64_t {
  // ".." and absolute links stop at the directory, as after chroot: for paths
  // that are to be read as a process inside that root would read them.
  kInRoot = RESOLVE_IN_ROOT | RESOLVE_NO_MAGICLINKS,
  // Leaving the directory fails with EXDEV, any link on the way with ELOOP.
  kBeneathNoSymlinks = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS | RESOLVE_NO_MAGICLINKS,
};

// Opens `path` (absolute or relative) confined to `directory_fd`; O_CLOEXEC is
// added. Throws SystemError.
UniqueFd open_confined(int directory_fd, const std::string& path, std::uint64_t flags,
                       Confinement confinement, std::uint64_t mode = 0);

// The same, with a descriptor of -1 and errno in place of the exception.
UniqueFd try_open_confined(int directory_fd, const std::string& path, std::uint64_t flags,
                           Confinement confinement, std::uint64_t mode = 0);

}  // namespace vc
