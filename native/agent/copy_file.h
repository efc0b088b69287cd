// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "agent.pb.h"

namespace vc::agent {

// Serves one CopyFile request: a directory, a symbolic link or a piece of a regular
// file, beneath `directory`. No link on the way is followed. A regular file grows
// beside its place, in NAME.tmp, and is renamed when it is whole. Throws RpcError
// INVALID_ARGUMENT for a path that is not beneath, SystemError for the rest.
void copy_file(const std::string& directory, const grpc::CopyFileRequest& request);

}  // namespace vc::agent
