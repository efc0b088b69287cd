// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <optional>

#include "agent/async_fd.h"
#include "agent/child_process.h"
#include "agent/event_loop.h"
#include "common/unique_fd.h"

namespace vc::agent {

// The agent's ends of a process's standard streams: three pipes, or one terminal
// that stands for all three.
class ProcessStdio {
 public:
  ProcessStdio() = default;
  static ProcessStdio from_terminal(EventLoop& loop, UniqueFd master);

  bool is_terminal() const { return terminal_; }
  // Null when the stream is closed.
  const std::shared_ptr<AsyncFd>& input() const { return input_; }
  const std::shared_ptr<AsyncFd>& output() const { return output_; }
  const std::shared_ptr<AsyncFd>& error() const { return error_; }

  // Ends the process's input. A terminal is given up as a whole, which hangs it up.
  void close_input();
  void close_all();
  // Wakes whoever waits on a stream.
  void wake();

 private:
  friend struct StdioPipes;

  bool terminal_ = false;
  std::shared_ptr<AsyncFd> input_;
  std::shared_ptr<AsyncFd> output_;
  std::shared_ptr<AsyncFd> error_;
};

// Three new pipes: our ends, and the ends to give to the process.
struct StdioPipes {
  // `size_bytes` sets the capacity of the output pipes; 0 is the kernel's default.
  static StdioPipes open(EventLoop& loop, int size_bytes);
  ChildStdio child() const { return {input.get(), output.get(), error.get()}; }

  ProcessStdio ours;
  UniqueFd input;
  UniqueFd output;
  UniqueFd error;
};

}  // namespace vc::agent
