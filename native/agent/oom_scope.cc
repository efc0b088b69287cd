// SPDX-License-Identifier: Apache-2.0
#include "agent/oom_scope.h"

#include <signal.h>

namespace vc::agent {

OomScope oom_scope(const Cgroup& cgroup, const ExitStatus& status, bool kill_requested,
                   std::uint64_t kills_before) {
  if (!status.signaled || status.value != SIGKILL || kill_requested) return OomScope::kNone;
  const Cgroup::MemoryEvents events = cgroup.memory_events();
  if (events.oom_kill <= kills_before) return OomScope::kNone;
  return events.oom > 0 ? OomScope::kContainer : OomScope::kSandbox;
}

}  // namespace vc::agent
