// SPDX-License-Identifier: Apache-2.0
#include "guard/options.h"

#include <gtest/gtest.h>

#include <string>

namespace vc::guard {
namespace {

// A command line as main gets it.
std::variant<Options, UsageError> parse(std::vector<std::string> words) {
  words.insert(words.begin(), "vc-guard");
  // Options point into argv, so it lives as long as the test program.
  static std::vector<std::vector<std::string>> kept;
  kept.push_back(std::move(words));
  std::vector<char*> argv;
  for (std::string& word : kept.back()) argv.push_back(word.data());
  return parse_options(static_cast<int>(argv.size()), argv.data());
}

std::string refusal(std::vector<std::string> words) {
  const auto parsed = parse(std::move(words));
  const auto* const error = std::get_if<UsageError>(&parsed);
  return error == nullptr ? "" : error->message;
}

TEST(Options, AreRead) {
  const auto parsed = parse({"--control", "3", "--run-dir", "/run/box", "--share", "--keep", "4", "--keep", "5", "--",
                             "qemu", "--", "--share"});
  const auto& options = std::get<Options>(parsed);
  EXPECT_EQ(options.control_fd, 3);
  EXPECT_EQ(options.run_dir, "/run/box");
  EXPECT_TRUE(options.share);
  EXPECT_EQ(options.keep, (std::vector<int>{4, 5}));
  ASSERT_EQ(options.command.size(), 4u);
  EXPECT_STREQ(options.command[0], "qemu");
  EXPECT_STREQ(options.command[1], "--");
  EXPECT_STREQ(options.command[2], "--share");
  EXPECT_EQ(options.command[3], nullptr);
}

TEST(Options, AreRefusedWhenSomethingIsMissing) {
  EXPECT_EQ(refusal({"--run-dir", "/run/box", "--", "qemu"}), "--control is missing");
  EXPECT_EQ(refusal({"--control", "3", "--", "qemu"}), "--run-dir is missing");
  EXPECT_EQ(refusal({"--control", "3", "--run-dir", "/run/box", "--"}), "no program after --");
  EXPECT_EQ(refusal({"--control", "3", "--run-dir", "/run/box"}), "no program after --");
  EXPECT_EQ(refusal({"--control", "3", "--run-dir"}), "bad option --run-dir");
}

TEST(Options, AreRefusedWhenAValueIsBad) {
  for (const char* fd : {"2", "-1", "", "x", "3x", "99999999999"}) {
    EXPECT_EQ(refusal({"--control", fd}), "bad option --control");
  }
  for (const char* dir : {"", "run", "/", "/run/", "/run/.", "/run/.."}) {
    EXPECT_EQ(refusal({"--run-dir", dir}), "bad option --run-dir");
  }
  EXPECT_EQ(refusal({"--other", "1"}), "bad option --other");
  EXPECT_EQ(refusal({"--control", "3", "--keep", "3", "--run-dir", "/run/box", "--", "qemu"}),
            "the program cannot keep the control socket");
}

}  // namespace
}  // namespace vc::guard
