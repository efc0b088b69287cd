// SPDX-License-Identifier: Apache-2.0
#include "agent/kernel_command_line.h"

#include <gtest/gtest.h>

namespace vc::agent {
namespace {

TEST(KernelCommandLine, HasDefaults) {
  const CommandLine line = parse_command_line("console=ttyS0 quiet agent.unknown=1 panic=1\n");
  EXPECT_EQ(line.log_level, LogLevel::kInfo);
  EXPECT_EQ(line.server.vsock_port, 1024u);
  EXPECT_EQ(line.server.unix_path, "");
  EXPECT_EQ(line.container_pipe_size_bytes, 256 * 1024);
}

TEST(KernelCommandLine, TakesTheAgentsKeys) {
  const CommandLine line = parse_command_line(
      "  agent.log=warn\tagent.server_addr=vsock://-1:2048 agent.container_pipe_size=65536\n");
  EXPECT_EQ(line.log_level, LogLevel::kWarning);
  EXPECT_EQ(line.server.vsock_port, 2048u);
  EXPECT_EQ(line.container_pipe_size_bytes, 65536);
}

TEST(KernelCommandLine, TheLastOfAKeyWins) {
  EXPECT_EQ(parse_command_line("agent.log=debug agent.log=error").log_level, LogLevel::kError);
}

TEST(KernelCommandLine, RefusesBadValuesOfKnownKeys) {
  for (const char* word : {"agent.log", "agent.log=", "agent.log=loud", "agent.container_pipe_size=-1",
                           "agent.container_pipe_size=1k", "agent.server_addr=tcp://1:2"}) {
    EXPECT_THROW(parse_command_line(word), CommandLineError) << word;
  }
}

TEST(ServerAddress, IsParsed) {
  EXPECT_EQ(parse_server_address("unix:///run/agent.sock")->unix_path, "/run/agent.sock");
  EXPECT_EQ(parse_server_address("unix://@abstract")->unix_path, "@abstract");
  EXPECT_EQ(parse_server_address("vsock://-1:5")->vsock_port, 5u);
  for (const char* text : {"", "unix://", "vsock://-1", "vsock://3:1024", "vsock://-1:0", "vsock://-1:x"}) {
    EXPECT_FALSE(parse_server_address(text).has_value()) << text;
  }
}

}  // namespace
}  // namespace vc::agent
