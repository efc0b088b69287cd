// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <deque>
#include <map>
#include <set>
#include <string>

#include "agent/cgroup.h"
#include "agent/event_loop.h"
#include "agent/task.h"
#include "agent/wait_queue.h"
#include "common/unique_fd.h"

namespace vc::agent {

// Notices processes of containers killed for want of memory: the kernel modifies
// a cgroup's memory.events, which inotify(7) tells. Each container is told once.
class OomWatch {
 public:
  explicit OomWatch(EventLoop& loop);
  OomWatch(const OomWatch&) = delete;
  OomWatch& operator=(const OomWatch&) = delete;

  // A group without the memory controller has nothing to watch.
  void add(const std::string& container_id, const Cgroup& cgroup);
  void remove(const std::string& container_id);

  // Parks until a container has been hit and returns its id. Throws RpcError
  // CANCELLED, or INTERNAL once the watch has been ended.
  Task<std::string> next(CancelToken& token);
  // No further event will come.
  void end();

 private:
  struct Watched {
    std::string container_id;
    Cgroup cgroup;
  };

  void on_events();
  void check(const Watched& watched);

  UniqueFd inotify_;
  FdWatch watch_;
  std::map<int, Watched> watched_;
  std::set<std::string> told_;
  std::deque<std::string> hit_;
  bool ended_ = false;
  WaitQueue changed_;
};

}  // namespace vc::agent
