// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/types.h>

#include <optional>
#include <vector>

#include "common/unique_fd.h"

namespace vc::guard {

// How a program ended.
struct ProgramExit {
  bool signaled;
  int value;  // exit code or signal number
};

// The one program that the guard runs: a child that dies with it.
class Program {
 public:
  // Forks and lets the child execute `command` (ended by a null pointer; looked
  // up in PATH without a slash), with standard input from /dev/null, standard
  // error joined with standard output, and every descriptor that is not
  // close-on-exec. Throws SystemError.
  explicit Program(const std::vector<char*>& command);
  Program(const Program&) = delete;
  Program& operator=(const Program&) = delete;
  ~Program();

  pid_t pid() const { return pid_; }

  // Readable once the child has executed the program or failed to; -1 after that was read.
  int start_fd() const { return start_.get(); }

  // Reads what start_fd says: 0, or the errno of execve.
  int read_start();

  // Readable when the program has ended.
  int exit_fd() const { return pidfd_.get(); }

  // Kills the program, if it still runs.
  void kill();

  // Waits for the end of the program and reaps it. To be called once.
  ProgramExit wait();

 private:
  pid_t pid_ = -1;
  UniqueFd start_;
  UniqueFd pidfd_;
};

}  // namespace vc::guard
