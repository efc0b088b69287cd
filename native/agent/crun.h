// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/types.h>

#include <string>
#include <vector>

#include "agent/child_process.h"
#include "agent/child_reaper.h"
#include "agent/event_loop.h"
#include "agent/guest_layout.h"
#include "agent/task.h"

namespace vc::agent {

// The OCI runtime. Its methods throw RpcError INTERNAL, with what crun logged, when
// crun fails. Whoever calls create or exec holds a ChildReaper::Launch until it has
// told the reaper the pid.
class Crun {
 public:
  Crun(EventLoop& loop, ChildReaper& reaper, const GuestLayout& layout)
      : loop_(loop), reaper_(reaper), layout_(layout) {}

  struct Launch {
    std::string container_id;
    // Where crun may leave its log and the pid; must exist.
    std::string scratch_dir;
    // Distinguishes the files of launches that share scratch_dir.
    std::string name;
    ChildStdio stdio;
    // Path of the socket that takes the terminal; empty when there is none.
    std::string console_socket;
  };

  // Makes the container of `bundle`; its init waits to be started.
  Task<pid_t> create(Launch launch, std::string bundle);
  // Runs the process that the file describes in a container.
  Task<pid_t> exec(Launch launch, std::string process_file);
  // Lets a created container's init run its program.
  void start(const std::string& container_id);
  // Kills what is left in the container and forgets it.
  Task<> remove(std::string container_id, std::string scratch_dir);

 private:
  std::vector<std::string> command(const std::string& log_path) const;
  Task<pid_t> launch(Launch launch, std::vector<std::string> arguments);
  Task<> run(std::string what, std::string log_path, std::vector<std::string> arguments,
             ChildStdio stdio);

  EventLoop& loop_;
  ChildReaper& reaper_;
  const GuestLayout& layout_;
};

}  // namespace vc::agent
