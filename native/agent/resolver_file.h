// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "agent.pb.h"
#include "agent/sandbox.h"

namespace vc::agent {

// Writes the request's DNS lines to the sandbox's resolv.conf, which the host may
// mount into containers. Nothing is written when there are none.
void write_resolver_file(const Sandbox& sandbox, const grpc::CreateSandboxRequest& request);

}  // namespace vc::agent
