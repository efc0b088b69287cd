// SPDX-License-Identifier: Apache-2.0
#include "agent/resolver_file.h"

#include <fcntl.h>

#include <filesystem>
#include <string>

#include "common/bounded_file.h"
#include "common/system_error.h"
#include "common/unique_fd.h"

namespace vc::agent {

void write_resolver_file(const Sandbox& sandbox, const grpc::CreateSandboxRequest& request) {
  if (request.dns().empty()) return;
  std::string text;
  for (const std::string& line : request.dns()) text.append(line).push_back('\n');
  std::filesystem::create_directories(sandbox.layout().sandbox_dir());
  const std::string path = sandbox.layout().sandbox_dir() + "/resolv.conf";
  const int flags = O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC;
  const UniqueFd file(checked(::open(path.c_str(), flags, 0644), "open", path));
  write_all(file.get(), text);
}

}  // namespace vc::agent
