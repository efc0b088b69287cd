// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>
#include <vector>

#include "agent.pb.h"
#include "agent/event_loop.h"
#include "agent/guest_layout.h"
#include "agent/task.h"
#include "agent/wait_queue.h"

namespace vc::agent {

// The drivers that attach() knows, for GetGuestDetails.
const std::vector<std::string>& storage_drivers();

// What the host asked to have mounted, counted by mount point: a second request
// for the same mount point only takes a reference.
class StorageTable {
 public:
  // The layout must outlive the table.
  StorageTable(EventLoop& loop, const GuestLayout& layout)
      : loop_(loop), layout_(layout), turn_(loop) {}

  // Mounts what is not mounted yet and takes a reference. Throws RpcError
  // INVALID_ARGUMENT for an unknown driver or bad option, SystemError when the
  // mount fails; no reference is taken then. `container_id` may be empty.
  Task<> attach(grpc::Storage storage, std::string container_id);
  // Gives a reference back and unmounts with the last.
  void detach(const std::string& mount_point);
  // Unmounts everything, last mounted first.
  void detach_all();

 private:
  struct Entry {
    int references = 1;
    bool mounted = false;
  };

  // One mount at a time: a second request for a mount point must find the first one's entry.
  class Turn;

  Task<> mount(const grpc::Storage& storage, const std::string& container_id);
  void take_down(const std::string& mount_point, const Entry& entry);

  EventLoop& loop_;
  const GuestLayout& layout_;
  bool mounting_ = false;
  WaitQueue turn_;
  std::map<std::string, Entry> entries_;
  std::vector<std::string> order_;
};

}  // namespace vc::agent
