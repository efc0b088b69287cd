// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/socket.h>
#include <sys/un.h>

#include <string>

#include "common/unique_fd.h"

namespace vc::agent {

// A listening, non-blocking unix socket at `path`; one that begins with '@' is in
// the abstract name space. A file left there by an earlier listener is replaced.
// Throws SystemError, ENAMETOOLONG for a path over 107 bytes.
UniqueFd listen_unix(const std::string& path, int backlog);

}  // namespace vc::agent
