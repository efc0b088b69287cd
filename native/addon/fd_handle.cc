// SPDX-License-Identifier: Apache-2.0
#include "addon/fd_handle.h"

#include <fcntl.h>
#include <sys/stat.h>

#include <string>

#include "addon/boundary.h"
#include "addon/guest_cid.h"
#include "common/beneath.h"

namespace vc::addon {
namespace {

using Shared = std::shared_ptr<Environment>;

Napi::Value make_fd_handle(Napi::Env env, UniqueFd fd) {
  return make_handle(env, std::make_unique<FdHandle>(FdHandle{std::move(fd)}));
}

const char* kind_of(mode_t mode) {
  switch (mode & S_IFMT) {
    case S_IFREG:
      return "file";
    case S_IFDIR:
      return "directory";
    case S_IFLNK:
      return "symlink";
    case S_IFBLK:
      return "block";
    case S_IFCHR:
      return "character";
    case S_IFIFO:
      return "fifo";
    default:
      return "socket";
  }
}

Napi::Value fd_number(const Napi::CallbackInfo& info, const Shared&) {
  return Napi::Number::New(info.Env(), from_handle<FdHandle>(info[0]).fd.get());
}

Napi::Value close_fd(const Napi::CallbackInfo& info, const Shared&) {
  from_handle<FdHandle>(info[0]).fd.reset();
  return info.Env().Undefined();
}

Napi::Value fd_kind(const Napi::CallbackInfo& info, const Shared&) {
  struct stat status{};
  checked(::fstat(from_handle<FdHandle>(info[0]).fd.get(), &status), "fstat");
  return Napi::String::New(info.Env(), kind_of(status.st_mode));
}

Napi::Value open_confined_path(const Napi::CallbackInfo& info, const Shared&) {
  const std::string root = info[0].As<Napi::String>();
  const std::string path = info[1].As<Napi::String>();
  const bool in_root = info[2].As<Napi::Boolean>();
  const UniqueFd directory(checked(::open(root.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC), "open", root));
  const Confinement confinement = in_root ? Confinement::kInRoot : Confinement::kBeneathNoSymlinks;
  return make_fd_handle(info.Env(), open_confined(directory.get(), path, O_PATH, confinement));
}

Napi::Value reserve_cid(const Napi::CallbackInfo& info, const Shared&) {
  const std::string device_path = info[0].As<Napi::String>();
  GuestCid reserved = reserve_guest_cid(device_path);
  Napi::Object result = Napi::Object::New(info.Env());
  result.Set("cid", Napi::Number::New(info.Env(), reserved.cid));
  result.Set("vhost", make_fd_handle(info.Env(), std::move(reserved.vhost)));
  return result;
}

}  // namespace

void export_fd_functions(Napi::Object& exports, const Shared& environment) {
  add_function(exports, environment, "fdNumber", fd_number);
  add_function(exports, environment, "closeFd", close_fd);
  add_function(exports, environment, "fdKind", fd_kind);
  add_function(exports, environment, "openConfined", open_confined_path);
  add_function(exports, environment, "reserveGuestCid", reserve_cid);
}

}  // namespace vc::addon
