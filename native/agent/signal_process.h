// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "agent.pb.h"
#include "agent/sandbox.h"

namespace vc::agent {

// Serves SignalProcess: SIGKILL without an exec id kills the whole container,
// any other signal without one goes to its init alone.
void signal_process(Sandbox& sandbox, const grpc::SignalProcessRequest& request);

// Whether a process whose /proc/PID/status is `status` would take signal `number`
// by its default action: neither blocked, ignored nor caught.
bool takes_default_action(std::string_view status, int number);

}  // namespace vc::agent
