// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "agent/json_writer.h"
#include "oci.pb.h"

namespace vc::agent {

// Writes the member `linux.resources` of an OCI configuration.
void write_resources(JsonWriter& json, const grpc::LinuxResources& resources);

}  // namespace vc::agent
