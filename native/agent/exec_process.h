// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "agent.pb.h"
#include "agent/sandbox.h"
#include "agent/task.h"

namespace vc::agent {

// Starts a further process in a running container. Throws RpcError:
// INVALID_ARGUMENT for bad input or an unknown user, NOT_FOUND for a missing
// program, INTERNAL for an unknown container, an exec id in use and the rest.
Task<> exec_process(Sandbox& sandbox, grpc::ExecProcessRequest request);

}  // namespace vc::agent
