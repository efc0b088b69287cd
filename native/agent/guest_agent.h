// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "agent/program_options.h"

namespace vc::agent {

// Runs the agent as the guest's PID 1: never returns normally, switches off at the end.
[[noreturn]] void run_as_init();

// Runs the agent on a unix socket until the sandbox is destroyed.
void run_on_unix_socket(const ProgramOptions& options);

}  // namespace vc::agent
