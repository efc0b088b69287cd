// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "agent/cgroup.h"
#include "agent/guest_process.h"
#include "oci.pb.h"

namespace vc::agent {

enum class ContainerState { kCreating, kCreated, kRunning, kPaused, kStopped, kRemoving };

const char* state_name(ContainerState state);

// What the agent knows of one container.
struct Container {
  Container(std::string container_id, std::string bundle_dir, Cgroup container_cgroup)
      : id(std::move(container_id)),
        bundle(std::move(bundle_dir)),
        cgroup(std::move(container_cgroup)) {}

  // Throws RpcError INTERNAL, naming `act`, unless the state is one of `allowed`.
  void require_state(std::initializer_list<ContainerState> allowed, const char* act) const;
  // Whether the init process exists.
  bool alive() const;
  // The init process or an executed one; null when it is unknown or forgotten. An
  // empty id, or the container's own, is the init's.
  std::shared_ptr<GuestProcess> find_process(const std::string& exec_id) const;
  // Ends a process's streams and makes its id unknown.
  void forget_process(const std::string& exec_id);
  std::string scratch_name();

  std::string id;
  std::string bundle;
  Cgroup cgroup;
  ContainerState state = ContainerState::kCreating;
  // What a resume brings back: kRunning, or kCreated when it was paused before its start.
  ContainerState before_pause = ContainerState::kCreated;
  // Given to executed processes that bring none of their own.
  grpc::LinuxCapabilities capabilities;
  // Mount points of the storages it holds references to, in the order of mounting.
  std::vector<std::string> storages;
  // Kept here as well as in `processes`, where a waiter may have it forgotten.
  std::shared_ptr<GuestProcess> init;
  std::map<std::string, std::shared_ptr<GuestProcess>> processes;
  // Ids of processes that crun is starting.
  std::set<std::string> launching;

 private:
  unsigned scratch_counter_ = 0;
};

}  // namespace vc::agent
