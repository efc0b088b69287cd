// SPDX-License-Identifier: Apache-2.0
#include "agent/mount_request.h"

#include <sys/mount.h>

#include <array>
#include <filesystem>
#include <string_view>

#include "common/system_error.h"

namespace vc::agent {
namespace {

struct FlagOption {
  std::string_view name;
  unsigned long set;
  unsigned long clear;
};

constexpr std::array kFlagOptions{
    FlagOption{"defaults", 0, 0},
    FlagOption{"ro", MS_RDONLY, 0},
    FlagOption{"rw", 0, MS_RDONLY},
    FlagOption{"nosuid", MS_NOSUID, 0},
    FlagOption{"suid", 0, MS_NOSUID},
    FlagOption{"nodev", MS_NODEV, 0},
    FlagOption{"dev", 0, MS_NODEV},
    FlagOption{"noexec", MS_NOEXEC, 0},
    FlagOption{"exec", 0, MS_NOEXEC},
    FlagOption{"sync", MS_SYNCHRONOUS, 0},
    FlagOption{"dirsync", MS_DIRSYNC, 0},
    FlagOption{"mand", MS_MANDLOCK, 0},
    FlagOption{"noatime", MS_NOATIME, 0},
    FlagOption{"nodiratime", MS_NODIRATIME, 0},
    FlagOption{"relatime", MS_RELATIME, 0},
    FlagOption{"strictatime", MS_STRICTATIME, 0},
    FlagOption{"lazytime", MS_LAZYTIME, 0},
    FlagOption{"bind", MS_BIND, 0},
    FlagOption{"rbind", MS_BIND | MS_REC, 0},
};

bool apply_flag(std::string_view option, unsigned long& flags) {
  for (const FlagOption& known : kFlagOptions) {
    if (known.name != option) continue;
    flags = (flags | known.set) & ~known.clear;
    return true;
  }
  return false;
}

}  // namespace

MountRequest make_mount_request(std::string source, std::string target, std::string type,
                                const std::vector<std::string>& options) {
  MountRequest request{std::move(source), std::move(target), std::move(type), 0, {}};
  for (const std::string& option : options) {
    if (option.empty() || apply_flag(option, request.flags)) continue;
    if (!request.data.empty()) request.data.push_back(',');
    request.data.append(option);
  }
  return request;
}

void mount_now(const MountRequest& request) {
  std::error_code error;
  std::filesystem::create_directories(request.target, error);
  if (error) throw SystemError(error.value(), "mkdir", request.target);
  checked(::mount(request.source.c_str(), request.target.c_str(), request.type.c_str(),
                  request.flags, request.data.c_str()),
          "mount", request.target);
}

}  // namespace vc::agent
