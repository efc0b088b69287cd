// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "oci.pb.h"

namespace vc::agent {

// The config.json of the OCI runtime specification 1.0 for `spec`. A number that
// is zero in the message means "not set" there and is left out.
std::string oci_config_json(const grpc::Spec& spec);

// The `process` object alone, as `crun exec --process` reads it.
std::string oci_process_json(const grpc::Process& process);

}  // namespace vc::agent
