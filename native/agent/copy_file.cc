// SPDX-License-Identifier: Apache-2.0
#include "agent/copy_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <filesystem>
#include <string_view>

#include "agent/rpc_error.h"
#include "common/beneath.h"
#include "common/system_error.h"

namespace vc::agent {
namespace {

constexpr mode_t kPermissionBits = 0777;
constexpr mode_t kAllModeBits = 07777;

[[noreturn]] void refuse(const std::string& why) {
  throw RpcError(RpcCode::kInvalidArgument, why);
}

std::string relative_path(const std::string& directory, const std::string& path) {
  std::string_view rest = path;
  if (!rest.starts_with(directory)) refuse("path " + path + " is not in the shared directory");
  rest.remove_prefix(directory.size());
  if (!rest.starts_with('/')) refuse("path " + path + " is not in the shared directory");
  while (rest.starts_with('/')) rest.remove_prefix(1);
  while (rest.ends_with('/')) rest.remove_suffix(1);
  if (rest.empty()) refuse("path " + path + " is the shared directory itself");
  return std::string(rest);
}

UniqueFd open_directory(int at, const std::string& name) {
  return open_confined(at, name, O_RDONLY | O_DIRECTORY, Confinement::kBeneathNoSymlinks);
}

// A file's parent directory, open, and its name in there.
struct Place {
  UniqueFd parent;
  std::string name;
};

void require_plain_name(const std::string& name) {
  if (name == "." || name == "..") refuse("path has a component " + name);
}

// Walks down one component at a time and makes the directories that are missing.
Place open_place(const std::string& directory, const std::string& relative, mode_t directory_mode) {
  std::filesystem::create_directories(directory);
  UniqueFd at(checked(::open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC), "open",
                      directory));
  std::string_view rest = relative;
  for (;;) {
    const std::size_t slash = rest.find('/');
    const std::string name(rest.substr(0, slash));
    require_plain_name(name);
    if (slash == std::string_view::npos) return {std::move(at), name};
    rest.remove_prefix(slash + 1);
    if (name.empty()) continue;
    if (::mkdirat(at.get(), name.c_str(), directory_mode & kPermissionBits) < 0 &&
        errno != EEXIST) {
      throw_errno("mkdir", name);
    }
    at = open_directory(at.get(), name);
  }
}

void set_owner(int fd, const grpc::CopyFileRequest& request) {
  checked(::fchown(fd, static_cast<uid_t>(request.uid()), static_cast<gid_t>(request.gid())),
          "chown", request.path());
}

void make_directory(const Place& place, const grpc::CopyFileRequest& request) {
  if (::mkdirat(place.parent.get(), place.name.c_str(), 0700) < 0 && errno != EEXIST) {
    throw_errno("mkdir", request.path());
  }
  const UniqueFd made = open_directory(place.parent.get(), place.name);
  set_owner(made.get(), request);
  checked(::fchmod(made.get(), request.file_mode() & kAllModeBits), "chmod", request.path());
}

void remove_old(const Place& place, const std::string& name) {
  if (::unlinkat(place.parent.get(), name.c_str(), 0) < 0 && errno != ENOENT) {
    throw_errno("unlink", name);
  }
}

void make_link(const Place& place, const grpc::CopyFileRequest& request) {
  remove_old(place, place.name);
  checked(::symlinkat(request.data().c_str(), place.parent.get(), place.name.c_str()), "symlink",
          request.path());
  checked(::fchownat(place.parent.get(), place.name.c_str(), static_cast<uid_t>(request.uid()),
                     static_cast<gid_t>(request.gid()), AT_SYMLINK_NOFOLLOW),
          "chown", request.path());
}

void write_at(int fd, std::string_view bytes, off_t offset) {
  while (!bytes.empty()) {
    const ssize_t count = checked(::pwrite(fd, bytes.data(), bytes.size(), offset), "pwrite");
    bytes.remove_prefix(static_cast<std::size_t>(count));
    offset += count;
  }
}

void write_piece(const Place& place, const grpc::CopyFileRequest& request) {
  const std::string growing = place.name + ".tmp";
  if (request.offset() == 0) remove_old(place, growing);
  const UniqueFd file = open_confined(place.parent.get(), growing, O_WRONLY | O_CREAT,
                                      Confinement::kBeneathNoSymlinks, 0600);
  write_at(file.get(), request.data(), request.offset());
  struct stat status {};
  checked(::fstat(file.get(), &status), "fstat", growing);
  if (status.st_size < request.file_size()) return;
  if (status.st_size > request.file_size()) refuse("more data than file_size");
  set_owner(file.get(), request);
  checked(::fchmod(file.get(), request.file_mode() & kAllModeBits), "chmod", growing);
  checked(::renameat(place.parent.get(), growing.c_str(), place.parent.get(), place.name.c_str()),
          "rename", request.path());
}

}  // namespace

void copy_file(const std::string& directory, const grpc::CopyFileRequest& request) {
  if (request.offset() < 0 || request.file_size() < 0) refuse("negative size or offset");
  const Place place =
      open_place(directory, relative_path(directory, request.path()), request.dir_mode());
  if (S_ISDIR(request.file_mode())) return make_directory(place, request);
  if (S_ISLNK(request.file_mode())) return make_link(place, request);
  if (!S_ISREG(request.file_mode())) refuse("only files, directories and links are copied");
  write_piece(place, request);
}

}  // namespace vc::agent
