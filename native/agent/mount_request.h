// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

namespace vc::agent {

// The arguments of a mount(2).
struct MountRequest {
  std::string source;
  std::string target;
  std::string type;
  unsigned long flags = 0;
  // What is left of the options, for the file system itself.
  std::string data;
};

// Sorts the words of fstab options into flags and data.
MountRequest make_mount_request(std::string source, std::string target, std::string type,
                                const std::vector<std::string>& options);

// Makes the target directory, and those above it, and mounts. Blocks as long as
// the file system's server does. Throws SystemError.
void mount_now(const MountRequest& request);

}  // namespace vc::agent
