// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <napi.h>

#include <memory>

#include "addon/environment.h"
#include "common/unique_fd.h"

namespace vc::addon {

// A descriptor that JavaScript owns: it is closed on request, or at the latest
// when the handle is collected.
struct FdHandle {
  static constexpr napi_type_tag kTypeTag{0x9d1c6f0a52b14e37, 0x8f6be2d40c7a1953};
  UniqueFd fd;
};

// Exports:
//   fdNumber(handle): number        -1 once it is closed
//   closeFd(handle)                 repeatable
//   fdKind(handle): string          file, directory, symlink, block, character, fifo, socket
//   openConfined(root, path, inRoot): handle
//       an O_PATH descriptor of `path` beneath the directory `root`. With inRoot, links and ".." end at the
//       root as after chroot; without, any link fails with ELOOP and leaving the root with EXDEV
//   reserveGuestCid(devicePath): { cid, vhost: handle }
void export_fd_functions(Napi::Object& exports, const std::shared_ptr<Environment>& environment);

}  // namespace vc::addon
