// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/types.h>

#include <string>
#include <vector>

#include "agent/child_reaper.h"
#include "agent/task.h"

namespace vc::agent {

// What a child gets as its descriptors 0, 1 and 2; -1 is /dev/null. Not owned.
struct ChildStdio {
  int stdin_fd = -1;
  int stdout_fd = -1;
  int stderr_fd = -1;
};

// Starts `argv[0]` (an absolute path) without copying this process's memory, with
// no signal blocked or ignored and PATH alone in its environment.
pid_t spawn(const std::vector<std::string>& argv, const ChildStdio& stdio);

// Starts it and waits for its end.
Task<ExitStatus> run_child(EventLoop& loop, ChildReaper& reaper, std::vector<std::string> argv,
                           ChildStdio stdio);

}  // namespace vc::agent
