// SPDX-License-Identifier: Apache-2.0
#include "guard/detached_mount.h"

#include <fcntl.h>
#include <sys/mount.h>

#include "common/system_error.h"

namespace vc::guard {
namespace {

unsigned recursive_flag(bool recursive) { return recursive ? AT_RECURSIVE : 0; }

}  // namespace

UniqueFd make_tmpfs(const char* size_bytes, const char* inodes) {
  const UniqueFd context(checked(::fsopen("tmpfs", FSOPEN_CLOEXEC), "fsopen", "tmpfs"));
  const auto set = [&](const char* key, const char* value) {
    checked(::fsconfig(context.get(), FSCONFIG_SET_STRING, key, value, 0), "fsconfig", key);
  };
  set("size", size_bytes);
  set("nr_inodes", inodes);
  set("mode", "0755");
  checked(::fsconfig(context.get(), FSCONFIG_CMD_CREATE, nullptr, nullptr, 0), "fsconfig", "tmpfs");
  constexpr unsigned kAttributes = MOUNT_ATTR_NOSUID | MOUNT_ATTR_NODEV | MOUNT_ATTR_NOEXEC;
  return UniqueFd(checked(::fsmount(context.get(), FSMOUNT_CLOEXEC, kAttributes), "fsmount", "tmpfs"));
}

UniqueFd clone_mount(int source_fd, bool recursive) {
  const unsigned flags = OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC | AT_EMPTY_PATH | recursive_flag(recursive);
  return UniqueFd(checked(::open_tree(source_fd, "", flags), "open_tree"));
}

void set_mount_attributes(int mount_fd, std::uint64_t attributes, std::uint64_t propagation, bool recursive) {
  mount_attr attr{};
  attr.attr_set = attributes;
  attr.propagation = propagation;
  const unsigned flags = AT_EMPTY_PATH | recursive_flag(recursive);
  checked(::mount_setattr(mount_fd, "", flags, &attr, sizeof attr), "mount_setattr");
}

void attach_mount(int mount_fd, int target_fd) {
  constexpr unsigned kFlags = MOVE_MOUNT_F_EMPTY_PATH | MOVE_MOUNT_T_EMPTY_PATH;
  checked(::move_mount(mount_fd, "", target_fd, "", kFlags), "move_mount");
}

}  // namespace vc::guard
