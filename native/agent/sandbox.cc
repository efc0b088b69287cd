// SPDX-License-Identifier: Apache-2.0
#include "agent/sandbox.h"

#include <algorithm>

namespace vc::agent {
namespace {

// Kata's own agent wants two characters; an id of the 1.0 API may have one.
constexpr std::size_t kMinIdSize = 1;
constexpr std::size_t kMaxIdSize = 128;

bool is_alphanumeric(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

bool is_id_character(char c) { return is_alphanumeric(c) || c == '_' || c == '.' || c == '-'; }

}  // namespace

Sandbox::Sandbox(EventLoop& loop, ChildReaper& reaper, SandboxSettings settings)
    : loop_(loop),
      reaper_(reaper),
      settings_(std::move(settings)),
      crun_(loop, reaper, settings_.layout),
      storages_(loop, settings_.layout),
      oom_watch_(loop) {}

std::shared_ptr<Container> Sandbox::container(const std::string& container_id, RpcCode code) const {
  const auto found = containers.find(container_id);
  if (found != containers.end()) return found->second;
  throw RpcError(code, "no container " + container_id);
}

std::shared_ptr<GuestProcess> Sandbox::process(const std::string& container_id,
                                               const std::string& exec_id,
                                               RpcCode unknown_container) const {
  std::shared_ptr<GuestProcess> found =
      container(container_id, unknown_container)->find_process(exec_id);
  if (found) return found;
  throw RpcError(RpcCode::kNotFound, "no process " + exec_id + " in container " + container_id);
}

std::string Sandbox::next_console_path() {
  return settings_.layout.run_dir + "/.console-" + std::to_string(++consoles_);
}

void require_container_id(const std::string& id) {
  const bool valid = id.size() >= kMinIdSize && id.size() <= kMaxIdSize &&
                     is_alphanumeric(id.front()) &&
                     std::all_of(id.begin(), id.end(), is_id_character);
  if (!valid) throw RpcError(RpcCode::kInvalidArgument, "invalid container id");
}

}  // namespace vc::agent
