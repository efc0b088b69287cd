// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "common/unique_fd.h"

namespace vc::guard {

// Mounts that hang nowhere yet, and so vanish when their descriptor is closed:
// until the last step has succeeded there is nothing to undo. See
// fsopen(2), open_tree(2), mount_setattr(2), move_mount(2). All throw SystemError.

// A new tmpfs of at most `size_bytes` and `inodes`, without set-user-id,
// devices and programs.
UniqueFd make_tmpfs(const char* size_bytes, const char* inodes);

// A copy of the mount at `source_fd` (O_PATH), with those below it if `recursive`.
UniqueFd clone_mount(int source_fd, bool recursive);

// Sets attributes (MOUNT_ATTR_*) and, unless 0, the propagation (MS_PRIVATE, MS_SLAVE or MS_SHARED).
void set_mount_attributes(int mount_fd, std::uint64_t attributes, std::uint64_t propagation, bool recursive);

// Attaches a mount over what `target_fd` is: a directory over a directory, a file over a file.
void attach_mount(int mount_fd, int target_fd);

}  // namespace vc::guard
