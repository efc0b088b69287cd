// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "common/unique_fd.h"

namespace vc::agent {

// The IPC and UTS namespaces that a sandbox's containers share. Held by
// descriptors alone: crun joins them through /proc, so nothing has to be mounted.
class SandboxNamespaces {
 public:
  // Makes both and sets the host name. Blocks for the time of a thread.
  static SandboxNamespaces create(const std::string& hostname);

  // Paths for an OCI configuration, or empty when there are none yet.
  std::string ipc_path() const { return path(ipc_); }
  std::string uts_path() const { return path(uts_); }

 private:
  static std::string path(const UniqueFd& fd);

  UniqueFd ipc_;
  UniqueFd uts_;
};

}  // namespace vc::agent
