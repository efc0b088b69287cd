// SPDX-License-Identifier: Apache-2.0
#include "guard/run_directory.h"

#include <dirent.h>
#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <memory>
#include <optional>
#include <string_view>

#include "common/system_error.h"
#include "guard/one_mount.h"

namespace vc::guard {
namespace {

// The run directory is flat; a tree this deep is not ours.
constexpr int kMaxDepth = 32;

struct CloseDirectory {
  void operator()(DIR* directory) const { ::closedir(directory); }
};
using Directory = std::unique_ptr<DIR, CloseDirectory>;

// Removes trees and remembers the first failure, so that one stubborn entry
// does not keep the others.
class TreeRemover {
 public:
  void remove(int parent_fd, const std::string& name, int depth);

  void throw_first_failure() const {
    if (failure_) throw *failure_;
  }

 private:
  void empty(int parent_fd, const std::string& name, int depth);

  void note(const char* syscall, const std::string& name) {
    if (errno != ENOENT && !failure_) failure_.emplace(errno, syscall, name);
  }

  std::optional<SystemError> failure_;
};

void TreeRemover::remove(int parent_fd, const std::string& name, int depth) {
  if (::unlinkat(parent_fd, name.c_str(), 0) == 0) return;
  if (errno != EISDIR) return note("unlinkat", name);
  empty(parent_fd, name, depth);
  if (::unlinkat(parent_fd, name.c_str(), AT_REMOVEDIR) < 0) note("unlinkat", name);
}

void TreeRemover::empty(int parent_fd, const std::string& name, int depth) {
  if (depth == kMaxDepth) {
    errno = ELOOP;
    return note("openat2", name);
  }
  UniqueFd fd = try_open_confined(parent_fd, name, O_RDONLY | O_DIRECTORY, kBeneathOneMount);
  if (!fd) return note("openat2", name);
  const Directory directory(::fdopendir(fd.get()));
  if (!directory) return note("fdopendir", name);
  const int directory_fd = fd.release();  // closedir closes it
  while (const dirent* entry = ::readdir(directory.get())) {
    const std::string_view entry_name = entry->d_name;
    if (entry_name != "." && entry_name != "..") remove(directory_fd, entry->d_name, depth + 1);
  }
}

}  // namespace

RunDirectory::RunDirectory(const std::string& path) {
  const std::size_t slash = path.rfind('/');
  name_ = path.substr(slash + 1);
  const std::string parent = slash == 0 ? "/" : path.substr(0, slash);
  parent_ = UniqueFd(checked(::open(parent.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC), "open", parent));
  directory_ = open_confined(parent_.get(), name_, O_PATH | O_DIRECTORY, Confinement::kBeneathNoSymlinks);
}

void RunDirectory::remove() {
  directory_.reset();
  TreeRemover remover;
  remover.remove(parent_.get(), name_, 0);
  remover.throw_first_failure();
}

}  // namespace vc::guard
