// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace vc::agent {

// Where things are. The defaults are the embedded guest's and Kata's; an agent
// that is driven on an ordinary machine (tests) gets directories of its own.
struct GuestLayout {
  // Bundles, console sockets and the sandbox's files.
  std::string run_dir = "/run/kata-containers";
  // The mounted cgroup2 hierarchy.
  std::string cgroup_root = "/sys/fs/cgroup";
  std::string crun_path = "/usr/bin/crun";
  // crun's own state.
  std::string crun_root = "/run/crun";

  // What the host shares: container root file systems and copied files.
  std::string shared_dir() const { return run_dir + "/shared/containers"; }
  std::string sandbox_dir() const { return run_dir + "/sandbox"; }
  std::string bundle_dir(const std::string& container_id) const {
    return run_dir + "/" + container_id;
  }
};

}  // namespace vc::agent
