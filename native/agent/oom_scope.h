// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "agent/cgroup.h"
#include "agent/child_reaper.h"

namespace vc::agent {

// What memory ran short when the kernel's out-of-memory killer ended a process.
enum class OomScope { kNone, kContainer, kSandbox };

// Whether that is how a process of the group ended. The counters tell the cause
// only for a SIGKILL that nobody sent on request (`kill_requested`).
// `kills_before`: the group's oom_kill counter when the process was started.
OomScope oom_scope(const Cgroup& cgroup, const ExitStatus& status, bool kill_requested,
                   std::uint64_t kills_before);

}  // namespace vc::agent
