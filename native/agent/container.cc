// SPDX-License-Identifier: Apache-2.0
#include "agent/container.h"

#include <algorithm>

#include "agent/rpc_error.h"

namespace vc::agent {

const char* state_name(ContainerState state) {
  switch (state) {
    case ContainerState::kCreating: return "creating";
    case ContainerState::kCreated: return "created";
    case ContainerState::kRunning: return "running";
    case ContainerState::kPaused: return "paused";
    case ContainerState::kStopped: return "stopped";
    case ContainerState::kRemoving: return "removing";
  }
  return "unknown";
}

void Container::require_state(std::initializer_list<ContainerState> allowed,
                              const char* act) const {
  if (std::find(allowed.begin(), allowed.end(), state) != allowed.end()) return;
  throw RpcError(RpcCode::kInternal,
                 "cannot " + std::string(act) + " container " + id + ": it is " + state_name(state));
}

bool Container::alive() const { return init && init->pid() > 0 && !init->end(); }

std::shared_ptr<GuestProcess> Container::find_process(const std::string& exec_id) const {
  const auto found = processes.find(exec_id.empty() ? id : exec_id);
  return found == processes.end() ? nullptr : found->second;
}

void Container::forget_process(const std::string& exec_id) {
  const auto found = processes.find(exec_id.empty() ? id : exec_id);
  if (found == processes.end()) return;
  found->second->stdio().close_all();
  processes.erase(found);
}

std::string Container::scratch_name() { return "launch-" + std::to_string(++scratch_counter_); }

}  // namespace vc::agent
