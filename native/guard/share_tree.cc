// SPDX-License-Identifier: Apache-2.0
#include "guard/share_tree.h"

#include <fcntl.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <vector>

#include "common/system_error.h"
#include "guard/detached_mount.h"
#include "guard/one_mount.h"
#include "guard/share_name.h"

namespace vc::guard {
namespace {

// The tmpfs holds names only: no byte of content is ever written to it.
constexpr char kTmpfsSizeBytes[] = "65536";
constexpr char kTmpfsInodes[] = "4096";

constexpr char kMounts[] = "mounts";
constexpr char kShared[] = "shared";

// Removes a name of either kind; false, with errno, when it stays.
bool remove_name(int parent_fd, const std::string& name) {
  if (::unlinkat(parent_fd, name.c_str(), 0) == 0) return true;
  return errno == EISDIR && ::unlinkat(parent_fd, name.c_str(), AT_REMOVEDIR) == 0;
}

// A way down the tmpfs: the directories from its root to the parent of a name.
class Descent {
 public:
  enum class Missing { kMake, kRefuse };

  Descent(int root_fd, const std::string& name, Missing missing);

  int parent_fd() const { return levels_.empty() ? root_fd_ : levels_.back().get(); }
  const std::string& last() const { return components_.back(); }

  // Removes the parents that are empty, from the deepest up.
  void prune();

 private:
  void enter(const std::string& component, Missing missing);

  int root_fd_;
  std::vector<std::string> components_;
  std::vector<UniqueFd> levels_;
};

Descent::Descent(int root_fd, const std::string& name, Missing missing) : root_fd_(root_fd) {
  auto components = split_share_name(name);
  if (!components) throw SystemError(EINVAL, "name", name);
  components_ = std::move(*components);
  try {
    for (std::size_t at = 0; at + 1 < components_.size(); ++at) enter(components_[at], missing);
  } catch (const SystemError&) {
    prune();
    throw;
  }
}

void Descent::enter(const std::string& component, Missing missing) {
  if (missing == Missing::kMake && ::mkdirat(parent_fd(), component.c_str(), 0755) < 0 && errno != EEXIST) {
    throw_errno("mkdirat", component);
  }
  levels_.push_back(open_confined(parent_fd(), component, O_PATH | O_DIRECTORY, kBeneathOneMount));
}

void Descent::prune() {
  while (!levels_.empty()) {
    const std::string component = components_[levels_.size() - 1];
    levels_.pop_back();
    if (::unlinkat(parent_fd(), component.c_str(), AT_REMOVEDIR) < 0) return;
  }
}

// What a bind is made from: a directory or a regular file, nothing else.
struct Source {
  UniqueFd fd;
  bool is_directory;
};

Source open_source(const std::string& path) {
  if (path.empty() || path.front() != '/') throw SystemError(EINVAL, "source", path);
  Source source{UniqueFd(checked(::open(path.c_str(), O_PATH | O_CLOEXEC), "open", path)), false};
  struct stat status{};
  checked(::fstat(source.fd.get(), &status), "fstat", path);
  source.is_directory = S_ISDIR(status.st_mode);
  if (!source.is_directory && !S_ISREG(status.st_mode)) throw SystemError(EINVAL, "source", path);
  return source;
}

// Makes the name that a bind covers. It must be new: nothing is bound twice.
void make_name(int parent_fd, const std::string& name, bool is_directory) {
  if (is_directory) {
    checked(::mkdirat(parent_fd, name.c_str(), 0755), "mkdirat", name);
  } else {
    checked(::mknodat(parent_fd, name.c_str(), S_IFREG | 0644, 0), "mknodat", name);
  }
}

// Copies the source's mount with the attributes asked for. It is private, so
// that what the host mounts or unmounts later changes nothing for the guest.
UniqueFd copy_source(const Source& source, const BindRequest& request) {
  const std::uint64_t read_only = request.read_only ? MOUNT_ATTR_RDONLY : 0;
  UniqueFd mount = clone_mount(source.fd.get(), request.recursive);
  set_mount_attributes(mount.get(), MOUNT_ATTR_NOSUID | MOUNT_ATTR_NODEV | read_only, MS_PRIVATE, request.recursive);
  return mount;
}

// Makes a directory in the run directory and attaches a mount to it.
void attach_below(int run_dir_fd, const char* name, int mount_fd) {
  checked(::mkdirat(run_dir_fd, name, 0755), "mkdirat", name);
  const UniqueFd target = open_confined(run_dir_fd, name, O_PATH | O_DIRECTORY, kBeneathOneMount);
  attach_mount(mount_fd, target.get());
}

// Lazily unmounts `name` in a directory. umount2 takes a path only, so the
// guard goes there: it is single-threaded and lives at the root otherwise.
bool unmount_in(int directory_fd, const char* name) {
  checked(::fchdir(directory_fd), "fchdir");
  const bool done = ::umount2(name, MNT_DETACH | UMOUNT_NOFOLLOW) == 0;
  const int error_number = errno;
  checked(::chdir("/"), "chdir");
  errno = error_number;
  return done;
}

}  // namespace

ShareTree::ShareTree(int run_dir_fd) : root_(make_tmpfs(kTmpfsSizeBytes, kTmpfsInodes)) {
  set_mount_attributes(root_.get(), 0, MS_SHARED, false);
  attach_below(run_dir_fd, kMounts, root_.get());
  const UniqueFd shared = clone_mount(root_.get(), false);
  set_mount_attributes(shared.get(), MOUNT_ATTR_RDONLY, MS_SLAVE, false);
  attach_below(run_dir_fd, kShared, shared.get());
}

void ShareTree::bind(const BindRequest& request) {
  const Source source = open_source(request.source);
  const UniqueFd mount = copy_source(source, request);
  Descent descent(root_.get(), request.name, Descent::Missing::kMake);
  bool made = false;
  try {
    make_name(descent.parent_fd(), descent.last(), source.is_directory);
    made = true;
    const UniqueFd target = open_confined(descent.parent_fd(), descent.last(), O_PATH, kBeneathOneMount);
    attach_mount(mount.get(), target.get());
  } catch (const SystemError&) {
    if (made) remove_name(descent.parent_fd(), descent.last());
    descent.prune();
    throw;
  }
}

void ShareTree::unbind(const std::string& name) {
  Descent descent(root_.get(), name, Descent::Missing::kRefuse);
  if (!unmount_in(descent.parent_fd(), descent.last().c_str())) {
    // EINVAL: the name is a parent of binds, not one itself.
    throw SystemError(errno == EINVAL ? ENOENT : errno, "umount2", name);
  }
  if (!remove_name(descent.parent_fd(), descent.last())) throw_errno("unlinkat", name);
  descent.prune();
}

void detach_share_tree(int run_dir_fd) {
  for (const char* name : {kShared, kMounts}) {
    if (!unmount_in(run_dir_fd, name) && errno != EINVAL && errno != ENOENT) throw_errno("umount2", name);
  }
}

}  // namespace vc::guard
