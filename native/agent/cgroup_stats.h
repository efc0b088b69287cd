// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "agent.pb.h"
#include "agent/cgroup.h"

namespace vc::agent {

// Fills the figures of a cgroup2 directory; a controller that is off leaves zeros.
// Times are in nanoseconds, sizes in bytes, as Kata reports them.
void read_cgroup_stats(const Cgroup& cgroup, grpc::CgroupStats& stats);

}  // namespace vc::agent
