// SPDX-License-Identifier: Apache-2.0
#include "agent/executable_lookup.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/unique_fd.h"
#include "temporary_directory.h"

namespace vc::agent {
namespace {

class ExecutableLookup : public testing::Test {
 protected:
  ExecutableLookup() {
    add("bin/tool", 0755);
    add("usr/bin/data", 0644);
    add("work/script", 0700);
    add("../outside/tool", 0755);
    root_.reset(::open(directory_.path("root").c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
  }

  void add(const std::string& name, mode_t mode) {
    ASSERT_EQ(::chmod(directory_.write("root/" + name, "").c_str(), mode), 0);
  }
  void link(const std::string& target, const std::string& name) {
    ASSERT_EQ(::symlink(target.c_str(), directory_.path("root/" + name).c_str()), 0);
  }
  Executable find(const std::string& program, std::string_view search_path = "/usr/bin:/bin") {
    return find_executable(root_.get(), program, "/work", search_path);
  }

  test::TemporaryDirectory directory_;
  UniqueFd root_;
};

TEST_F(ExecutableLookup, ABareNameIsSoughtInTheSearchPath) {
  EXPECT_EQ(find("tool"), Executable::kFound);
  EXPECT_EQ(find("tool", "/usr/bin"), Executable::kMissing);
  EXPECT_EQ(find("data"), Executable::kNotExecutable);
  EXPECT_EQ(find("script"), Executable::kMissing);
  EXPECT_EQ(find("script", "/bin:"), Executable::kFound);  // an empty element is the working directory
  EXPECT_EQ(find(""), Executable::kMissing);
}

TEST_F(ExecutableLookup, ANameWithASlashIsAPath) {
  EXPECT_EQ(find("/bin/tool"), Executable::kFound);
  EXPECT_EQ(find("./script"), Executable::kFound);
  EXPECT_EQ(find("../bin/tool"), Executable::kFound);
  EXPECT_EQ(find("bin/tool"), Executable::kMissing);
  EXPECT_EQ(find("/bin"), Executable::kNotExecutable);
}

TEST_F(ExecutableLookup, LinksAreReadInsideTheRoot) {
  link("/bin/tool", "usr/bin/absolute");
  link("../../../../outside/tool", "usr/bin/escape");
  link("loop", "usr/bin/loop");
  EXPECT_EQ(find("absolute"), Executable::kFound);
  EXPECT_EQ(find("escape"), Executable::kMissing);
  EXPECT_EQ(find("loop"), Executable::kMissing);
}

}  // namespace
}  // namespace vc::agent
