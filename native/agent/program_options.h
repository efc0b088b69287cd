// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <stdexcept>
#include <string>

#include "agent/guest_layout.h"
#include "agent/log.h"

namespace vc::agent {

// How an agent that is not PID 1 is told what to do. It mounts and loads nothing
// by itself then; it serves one unix socket.
struct ProgramOptions {
  std::string listen_path;
  GuestLayout layout;
  LogLevel log_level = LogLevel::kInfo;
};

class UsageError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

// Parses `--listen unix:PATH [--run-dir DIR] [--cgroup-root DIR] [--crun FILE]
// [--crun-root DIR] [--log LEVEL]`; throws UsageError.
ProgramOptions parse_program_options(std::span<char* const> arguments);

}  // namespace vc::agent
