// SPDX-License-Identifier: Apache-2.0
#include "common/beneath.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <cerrno>

#include "common/bounded_file.h"
#include "common/system_error.h"
#include "temporary_directory.h"

namespace vc {
namespace {

class Beneath : public testing::Test {
 protected:
  Beneath() {
    directory_.write("outside", "outside");
    directory_.write("root/etc/name", "inside");
    root_.reset(::open(directory_.path("root").c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
  }

  void link(const char* target, const char* name) {
    ASSERT_EQ(::symlink(target, directory_.path(name).c_str()), 0);
  }
  std::string read(const std::string& path, Confinement confinement) {
    return read_bounded(open_confined(root_.get(), path, O_RDONLY, confinement).get(), 100);
  }
  int failure(const std::string& path, Confinement confinement) {
    errno = 0;
    return try_open_confined(root_.get(), path, O_RDONLY, confinement) ? 0 : errno;
  }

  test::TemporaryDirectory directory_;
  UniqueFd root_;
};

TEST_F(Beneath, InRootReadsPathsAsAProcessInsideWould) {
  link("/etc/name", "root/absolute");
  link("../../../../etc/name", "root/climbing");
  for (const char* path : {"etc/name", "/etc/name", "/../etc/name", "absolute", "climbing"}) {
    EXPECT_EQ(read(path, Confinement::kInRoot), "inside") << path;
  }
}

TEST_F(Beneath, InRootNeverLeaves) {
  link("../outside", "root/escape");
  EXPECT_EQ(failure("escape", Confinement::kInRoot), ENOENT);
  EXPECT_EQ(failure("../outside", Confinement::kInRoot), ENOENT);
}

TEST_F(Beneath, InRootFollowsNoMagicLink) {
  const UniqueFd proc(::open("/proc", O_PATH | O_DIRECTORY | O_CLOEXEC));
  errno = 0;
  EXPECT_FALSE(try_open_confined(proc.get(), "self/root", O_PATH, Confinement::kInRoot));
  EXPECT_EQ(errno, ELOOP);
}

TEST_F(Beneath, BeneathRefusesLinksAndWaysOut) {
  link("etc/name", "root/link");
  EXPECT_EQ(read("etc/name", Confinement::kBeneathNoSymlinks), "inside");
  EXPECT_EQ(failure("link", Confinement::kBeneathNoSymlinks), ELOOP);
  EXPECT_EQ(failure("../outside", Confinement::kBeneathNoSymlinks), EXDEV);
  EXPECT_EQ(failure("/etc/name", Confinement::kBeneathNoSymlinks), EXDEV);
}

TEST_F(Beneath, OpensCloseOnExec) {
  const UniqueFd file = open_confined(root_.get(), "etc/name", O_RDONLY, Confinement::kInRoot);
  EXPECT_EQ(::fcntl(file.get(), F_GETFD) & FD_CLOEXEC, FD_CLOEXEC);
}

TEST_F(Beneath, TellsWhatCouldNotBeOpened) {
  try {
    open_confined(root_.get(), "missing", O_RDONLY, Confinement::kInRoot);
    FAIL() << "nothing was thrown";
  } catch (const SystemError& error) {
    EXPECT_EQ(error.error_number(), ENOENT);
    EXPECT_STREQ(error.syscall(), "openat2");
  }
}

}  // namespace
}  // namespace vc
