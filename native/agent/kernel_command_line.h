// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>

#include "agent/log.h"

namespace vc::agent {

// Where the agent listens for its host.
struct ServerAddress {
  // A unix socket ('@' first: abstract name); empty: vsock and virtio-serial.
  std::string unix_path;
  std::uint32_t vsock_port = 1024;
};

// Parses `unix://PATH` and `vsock://CID:PORT`, the latter with a CID of -1 (any).
std::optional<ServerAddress> parse_server_address(std::string_view text);

// What the kernel's command line says to the agent.
struct CommandLine {
  LogLevel log_level = LogLevel::kInfo;
  ServerAddress server;
  // F_SETPIPE_SZ for the output pipes of containers; 0 is the kernel's default, a
  // quarter of ours. A pipe takes memory only for what is in it, and a fuller one
  // means fewer answers for the same output.
  int container_pipe_size_bytes = 256 * 1024;
};

class CommandLineError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

// Keys that the agent does not know are passed over; a bad value for one that it
// knows throws CommandLineError.
CommandLine parse_command_line(std::string_view text);

}  // namespace vc::agent
