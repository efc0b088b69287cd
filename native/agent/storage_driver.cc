// SPDX-License-Identifier: Apache-2.0
#include "agent/storage_driver.h"

#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <filesystem>
#include <string_view>

#include "agent/rpc_error.h"
#include "agent/storage_table.h"
#include "common/decimal.h"
#include "common/system_error.h"

namespace vc::agent {
namespace {

// Names of Kata's protocol.
constexpr std::string_view kCreateDirectory =
    "io.katacontainers.volume.overlayfs.create_directory=";
constexpr std::string_view kOverlayReadWrite = "io.katacontainers.fs-opt.overlay-rw";
constexpr std::string_view kGroupOption = "fsgid=";
constexpr std::string_view kModeOption = "mode=";

[[noreturn]] void refuse(const grpc::Storage& storage, const std::string& why) {
  throw RpcError(RpcCode::kInvalidArgument, "storage " + storage.mount_point() + ": " + why);
}

template <typename Integer>
Integer parse_option(const grpc::Storage& storage, std::string_view text, int base) {
  const auto number = parse_number<Integer>(text, base);
  if (!number) refuse(storage, "bad number " + std::string(text));
  return *number;
}

// Takes `fsgid=N` out of the options: it is for the agent, not for mount(2).
std::vector<std::string> take_options(const grpc::Storage& storage, PreparedStorage& prepared) {
  std::vector<std::string> options;
  for (const std::string& option : storage.options()) {
    if (option.starts_with(kGroupOption)) {
      const auto text = std::string_view(option).substr(kGroupOption.size());
      prepared.group = parse_option<gid_t>(storage, text, 10);
    } else {
      options.push_back(option);
    }
  }
  return options;
}

PreparedStorage prepare_shared(const grpc::Storage& storage, const char* type) {
  const std::vector<std::string> options(storage.options().begin(), storage.options().end());
  PreparedStorage prepared;
  prepared.mount = make_mount_request(storage.source(), storage.mount_point(), type, options);
  return prepared;
}

PreparedStorage prepare_ephemeral(const grpc::Storage& storage) {
  if (!storage.fstype().empty() && storage.fstype() != "tmpfs") {
    refuse(storage, "ephemeral storage of type " + storage.fstype() + " is not served");
  }
  PreparedStorage prepared;
  const std::vector<std::string> options = take_options(storage, prepared);
  prepared.mount = make_mount_request(storage.source(), storage.mount_point(), "tmpfs", options);
  return prepared;
}

PreparedStorage prepare_local(const grpc::Storage& storage) {
  PreparedStorage prepared;
  prepared.mounts = false;
  prepared.directories.push_back(storage.mount_point());
  prepared.mount.target = storage.mount_point();
  for (const std::string& option : take_options(storage, prepared)) {
    if (!option.starts_with(kModeOption)) refuse(storage, "unknown option " + option);
    const auto text = std::string_view(option).substr(kModeOption.size());
    prepared.mode = parse_option<mode_t>(storage, text, 8) & 07777;
  }
  return prepared;
}

PreparedStorage prepare_overlay(const grpc::Storage& storage, const GuestLayout& layout,
                                const std::string& container_id) {
  PreparedStorage prepared;
  for (const std::string& option : storage.driver_options()) {
    if (!option.starts_with(kCreateDirectory)) refuse(storage, "unknown driver option " + option);
    prepared.directories.push_back(option.substr(kCreateDirectory.size()));
  }
  std::vector<std::string> options;
  for (const std::string& option : storage.options()) {
    if (option != kOverlayReadWrite) {
      options.push_back(option);
      continue;
    }
    if (container_id.empty()) refuse(storage, "overlay-rw needs a container");
    const std::string bundle = layout.bundle_dir(container_id);
    prepared.directories.insert(prepared.directories.end(), {bundle + "/upper", bundle + "/work"});
    options.insert(options.end(),
                   {"upperdir=" + bundle + "/upper", "workdir=" + bundle + "/work"});
  }
  prepared.mount = make_mount_request("overlay", storage.mount_point(), "overlay", options);
  return prepared;
}

void make_directory(const std::string& path) {
  std::error_code error;
  std::filesystem::create_directories(path, error);
  if (error) throw SystemError(error.value(), "mkdir", path);
}

void set_permissions(const PreparedStorage& prepared) {
  const char* target = prepared.mount.target.c_str();
  if (prepared.mode) checked(::chmod(target, *prepared.mode), "chmod", target);
  if (!prepared.group) return;
  checked(::chown(target, static_cast<uid_t>(-1), *prepared.group), "chown", target);
  struct stat status {};
  checked(::stat(target, &status), "stat", target);
  // Set-group-id: what is made in the directory belongs to the group as well.
  checked(::chmod(target, (status.st_mode & 07777) | S_ISGID | 0070), "chmod", target);
}

}  // namespace

const std::vector<std::string>& storage_drivers() {
  static const std::vector<std::string> drivers{"9p", "ephemeral", "local", "overlayfs",
                                                "virtio-fs"};
  return drivers;
}

PreparedStorage prepare_storage(const grpc::Storage& storage, const GuestLayout& layout,
                                const std::string& container_id) {
  if (!storage.mount_point().starts_with('/')) refuse(storage, "mount point is not absolute");
  const std::string& driver = storage.driver();
  PreparedStorage prepared;
  if (driver == "9p") {
    prepared = prepare_shared(storage, "9p");
  } else if (driver == "virtio-fs") {
    prepared = prepare_shared(storage, "virtiofs");
  } else if (driver == "ephemeral") {
    prepared = prepare_ephemeral(storage);
  } else if (driver == "local") {
    prepared = prepare_local(storage);
  } else if (driver == "overlayfs") {
    prepared = prepare_overlay(storage, layout, container_id);
  } else {
    refuse(storage, "unknown driver " + driver);
  }
  if (!storage.has_fs_group()) return prepared;
  if (driver != "ephemeral" && driver != "local") refuse(storage, "fs_group is not served");
  prepared.group = storage.fs_group().group_id();
  return prepared;
}

void perform(const PreparedStorage& prepared) {
  for (const std::string& directory : prepared.directories) make_directory(directory);
  if (prepared.mounts) mount_now(prepared.mount);
  try {
    set_permissions(prepared);
  } catch (...) {
    if (prepared.mounts) ::umount2(prepared.mount.target.c_str(), MNT_DETACH | UMOUNT_NOFOLLOW);
    throw;
  }
}

}  // namespace vc::agent
