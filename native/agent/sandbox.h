// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>

#include "agent/child_reaper.h"
#include "agent/container.h"
#include "agent/crun.h"
#include "agent/event_loop.h"
#include "agent/guest_layout.h"
#include "agent/oom_watch.h"
#include "agent/rpc_error.h"
#include "agent/sandbox_namespaces.h"
#include "agent/storage_table.h"

namespace vc::agent {

// Settings that do not change after the start.
struct SandboxSettings {
  GuestLayout layout;
  // Capacity of the containers' output pipes; 0 is the kernel's default.
  int pipe_size_bytes = 0;
  // True in the embedded guest, where the agent is PID 1 and owns the machine.
  bool owns_machine = false;
  // Resolves when the kernel modules that storages need are there.
  std::function<Task<>()> modules_loaded;
  // Ends the agent after the sandbox is destroyed; powers the machine off if it owns it.
  std::function<void()> shut_down;
};

// Everything the agent keeps for the one sandbox of its machine.
class Sandbox {
 public:
  Sandbox(EventLoop& loop, ChildReaper& reaper, SandboxSettings settings);

  EventLoop& loop() { return loop_; }
  ChildReaper& reaper() { return reaper_; }
  const SandboxSettings& settings() const { return settings_; }
  const GuestLayout& layout() const { return settings_.layout; }
  Crun& crun() { return crun_; }
  StorageTable& storages() { return storages_; }
  OomWatch& oom_watch() { return oom_watch_; }

  // Throws RpcError with `code` when there is no such container.
  std::shared_ptr<Container> container(const std::string& id, RpcCode code) const;
  // The same, and throws RpcError NOT_FOUND when the container has no such process.
  std::shared_ptr<GuestProcess> process(const std::string& container_id,
                                        const std::string& exec_id, RpcCode unknown_container) const;

  // A path for a terminal's socket, never given twice: beside the bundles and
  // numbered, so that it is short whatever a container's id.
  std::string next_console_path();

  std::string id;
  SandboxNamespaces namespaces;
  std::map<std::string, std::shared_ptr<Container>> containers;
  // The container whose process namespace the others join, if they share one.
  std::shared_ptr<Container> first_container;

 private:
  EventLoop& loop_;
  ChildReaper& reaper_;
  SandboxSettings settings_;
  Crun crun_;
  StorageTable storages_;
  OomWatch oom_watch_;
  unsigned consoles_ = 0;
};

// Throws RpcError INVALID_ARGUMENT unless `id` is two or more of [A-Za-z0-9_.-]
// with a letter or digit first, and at most 128 long.
void require_container_id(const std::string& id);

}  // namespace vc::agent
