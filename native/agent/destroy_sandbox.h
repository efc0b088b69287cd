// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "agent/sandbox.h"
#include "agent/task.h"

namespace vc::agent {

// Kills and removes every container and unmounts what was mounted. A failure is
// logged and the rest is still done: the machine is about to go.
Task<> destroy_sandbox(Sandbox& sandbox);

}  // namespace vc::agent
