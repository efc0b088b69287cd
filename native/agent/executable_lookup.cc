// SPDX-License-Identifier: Apache-2.0
#include "agent/executable_lookup.h"

#include <fcntl.h>
#include <sys/stat.h>

#include "common/beneath.h"

namespace vc::agent {
namespace {

Executable examine(int root_fd, const std::string& path) {
  const UniqueFd fd = try_open_confined(root_fd, path, O_PATH, Confinement::kInRoot);
  struct stat status {};
  if (!fd || ::fstat(fd.get(), &status) < 0) return Executable::kMissing;
  const bool runnable = S_ISREG(status.st_mode) && (status.st_mode & 0111) != 0;
  return runnable ? Executable::kFound : Executable::kNotExecutable;
}

Executable search(int root_fd, const std::string& program, const std::string& cwd,
                  std::string_view search_path) {
  Executable best = Executable::kMissing;
  for (;;) {
    const std::size_t end = search_path.find(':');
    const std::string directory(search_path.substr(0, end));
    // An empty element of PATH is the working directory.
    const std::string& where = directory.empty() ? cwd : directory;
    const Executable result = examine(root_fd, where + "/" + program);
    if (result == Executable::kFound) return result;
    if (result == Executable::kNotExecutable) best = result;
    if (end == std::string_view::npos) return best;
    search_path.remove_prefix(end + 1);
  }
}

}  // namespace

Executable find_executable(int root_fd, const std::string& program, const std::string& cwd,
                           std::string_view search_path) {
  if (program.empty()) return Executable::kMissing;
  if (program.front() == '/') return examine(root_fd, program);
  if (program.front() == '.' || program.find('/') != std::string::npos) {
    return examine(root_fd, cwd + "/" + program);
  }
  return search(root_fd, program, cwd, search_path);
}

}  // namespace vc::agent
