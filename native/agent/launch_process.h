// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "agent.pb.h"
#include "agent/container.h"
#include "agent/crun.h"
#include "agent/executable_lookup.h"
#include "agent/sandbox.h"
#include "agent/task.h"

namespace vc::agent {

// Fills the user of `process` with what `wanted` names, resolved in the root file
// system. Throws RpcError INVALID_ARGUMENT for an unknown name.
void resolve_user(int root_fd, const grpc::StringUser& wanted, grpc::Process& process);

// Throws RpcError NOT_FOUND or PERMISSION_DENIED unless `found` is kFound.
void require_executable(Executable found, const std::string& program);

using StartCrun = std::function<Task<pid_t>(Crun::Launch)>;

// Makes the standard streams, lets `start` run crun with them, and files the
// process under `exec_id`; from then on its end is recorded.
Task<std::shared_ptr<GuestProcess>> launch_process(Sandbox& sandbox,
                                                   std::shared_ptr<Container> container,
                                                   std::string exec_id, bool terminal,
                                                   StartCrun start);

}  // namespace vc::agent
