// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace vc::agent {

enum class Executable { kFound, kMissing, kNotExecutable };

// Looks for a program as crun will, inside `root_fd`: a name with a slash, or
// beginning with a dot, is taken from `cwd`; any other is sought in `search_path`.
// kNotExecutable: a file is there, but no regular one with an execute bit.
Executable find_executable(int root_fd, const std::string& program, const std::string& cwd,
                           std::string_view search_path);

}  // namespace vc::agent
