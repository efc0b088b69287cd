// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/types.h>

#include <optional>
#include <string>
#include <vector>

#include "agent.pb.h"
#include "agent/guest_layout.h"
#include "agent/mount_request.h"

namespace vc::agent {

// What a storage comes down to, computed before anything is touched.
struct PreparedStorage {
  std::vector<std::string> directories;
  bool mounts = true;
  MountRequest mount;
  // Applied to the mount point afterwards.
  std::optional<mode_t> mode;
  std::optional<gid_t> group;
};

// Throws RpcError INVALID_ARGUMENT for a driver or option that is not served.
PreparedStorage prepare_storage(const grpc::Storage& storage, const GuestLayout& layout,
                                const std::string& container_id);

// Makes the directories, mounts, sets mode and group. Blocks; throws SystemError.
void perform(const PreparedStorage& prepared);

}  // namespace vc::agent
