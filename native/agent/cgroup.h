// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace vc::agent {

// A container's directory in the cgroup2 hierarchy, see
// https://docs.kernel.org/admin-guide/cgroup-v2.html
class Cgroup {
 public:
  explicit Cgroup(std::string directory) : directory_(std::move(directory)) {}

  const std::string& directory() const { return directory_; }

  // SIGKILLs every process in it and below it; none, or no such group, is fine.
  void kill_all() const;
  // Stops or continues all its processes and returns when that is so. Blocks for
  // at most five seconds, then throws SystemError ETIMEDOUT.
  void freeze(bool frozen) const;

  struct MemoryEvents {
    // Times a limit of this group led to an out-of-memory state.
    std::uint64_t oom = 0;
    // Processes of this group killed by any out-of-memory killer.
    std::uint64_t oom_kill = 0;
  };
  // Zeros when the memory controller is off.
  MemoryEvents memory_events() const;

 private:
  std::string directory_;
};

// The number after `key` in a flat-keyed control file ("key number" a line), or 0.
std::uint64_t keyed_number(std::string_view file, std::string_view key);

}  // namespace vc::agent
