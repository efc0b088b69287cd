// SPDX-License-Identifier: Apache-2.0
#include "agent/program_options.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace vc::agent {
namespace {

ProgramOptions parse(std::vector<std::string> words) {
  std::vector<char*> arguments;
  for (std::string& word : words) arguments.push_back(word.data());
  return parse_program_options(arguments);
}

TEST(ProgramOptions, AreRead) {
  const ProgramOptions options = parse({"--listen", "unix:/run/a.sock", "--run-dir", "/run/kata", "--cgroup-root",
                                        "/cg", "--crun", "/opt/crun", "--crun-root", "/run/c", "--log", "debug"});
  EXPECT_EQ(options.listen_path, "/run/a.sock");
  EXPECT_EQ(options.layout.run_dir, "/run/kata");
  EXPECT_EQ(options.layout.shared_dir(), "/run/kata/shared/containers");
  EXPECT_EQ(options.layout.cgroup_root, "/cg");
  EXPECT_EQ(options.layout.crun_path, "/opt/crun");
  EXPECT_EQ(options.layout.crun_root, "/run/c");
  EXPECT_EQ(options.log_level, LogLevel::kDebug);
}

TEST(ProgramOptions, AreRefused) {
  EXPECT_THROW(parse({}), UsageError);
  EXPECT_THROW(parse({"--listen"}), UsageError);
  EXPECT_THROW(parse({"--listen", "/run/a.sock"}), UsageError);
  EXPECT_THROW(parse({"--listen", "unix:"}), UsageError);
  EXPECT_THROW(parse({"--listen", "unix:/a", "--crun", "crun"}), UsageError);
  EXPECT_THROW(parse({"--listen", "unix:/a", "--log", "loud"}), UsageError);
  EXPECT_THROW(parse({"--listen", "unix:/a", "--other", "x"}), UsageError);
}

}  // namespace
}  // namespace vc::agent
