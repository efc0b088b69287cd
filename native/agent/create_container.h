// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "agent.pb.h"
#include "agent/sandbox.h"
#include "agent/task.h"

namespace vc::agent {

// Mounts the container's storages and makes it, up to an init process that waits
// to be started. Undoes everything when a step fails. Throws RpcError:
// INVALID_ARGUMENT for bad input or an unknown user, NOT_FOUND for a missing
// program or root file system, INTERNAL for the rest.
Task<> create_container(Sandbox& sandbox, grpc::CreateContainerRequest request);

}  // namespace vc::agent
