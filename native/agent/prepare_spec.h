// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "agent.pb.h"
#include "agent/sandbox.h"
#include "oci.pb.h"

namespace vc::agent {

// The OCI specification that crun gets for `request`: the host's, with the
// sandbox's namespaces, a cgroup path and a search path filled in. Throws RpcError
// INVALID_ARGUMENT when a mandatory part is missing or a part is not served.
grpc::Spec prepare_spec(const grpc::CreateContainerRequest& request, const Sandbox& sandbox);

// Adds the usual PATH when `process` has none: crun 1.8 needs one to find programs.
void ensure_search_path(grpc::Process& process);
// The value of PATH in the process's environment.
std::string search_path(const grpc::Process& process);

}  // namespace vc::agent
