// SPDX-License-Identifier: Apache-2.0
#include "common/unique_fd.h"

#include <fcntl.h>
#include <gtest/gtest.h>

#include <cerrno>
#include <utility>

namespace vc {
namespace {

int open_null() { return ::open("/dev/null", O_RDONLY | O_CLOEXEC); }
bool is_open(int fd) { return ::fcntl(fd, F_GETFD) >= 0; }

TEST(UniqueFd, ClosesAtTheEndOfItsScope) {
  int number = -1;
  {
    const UniqueFd fd(open_null());
    number = fd.get();
    EXPECT_TRUE(fd);
    EXPECT_TRUE(is_open(number));
  }
  EXPECT_FALSE(is_open(number));
}

TEST(UniqueFd, MovesOwnership) {
  UniqueFd first(open_null());
  const int number = first.get();
  UniqueFd second(std::move(first));
  EXPECT_FALSE(first);
  EXPECT_EQ(second.get(), number);
  UniqueFd third(open_null());
  const int replaced = third.get();
  third = std::move(second);
  EXPECT_FALSE(is_open(replaced));
  EXPECT_EQ(third.get(), number);
  UniqueFd& itself = third;
  third = std::move(itself);
  EXPECT_TRUE(is_open(number));
}

TEST(UniqueFd, ReleaseLeavesTheDescriptorOpen) {
  UniqueFd fd(open_null());
  const UniqueFd released(fd.release());
  EXPECT_FALSE(fd);
  EXPECT_TRUE(is_open(released.get()));
}

TEST(UniqueFd, ClosingKeepsErrno) {
  errno = EBUSY;
  UniqueFd(open_null()).reset();
  EXPECT_EQ(errno, EBUSY);
}

}  // namespace
}  // namespace vc
