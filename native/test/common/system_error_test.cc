// SPDX-License-Identifier: Apache-2.0
#include "common/system_error.h"

#include <gtest/gtest.h>

#include <cerrno>

namespace vc {
namespace {

TEST(SystemError, TellsCallSubjectAndReason) {
  const SystemError error(ENOENT, "open", "/missing");
  EXPECT_EQ(error.error_number(), ENOENT);
  EXPECT_STREQ(error.syscall(), "open");
  EXPECT_STREQ(error.what(), "open /missing: No such file or directory");
  EXPECT_STREQ(SystemError(EPERM, "mount").what(), "mount: Operation not permitted");
  EXPECT_STREQ(SystemError(99999, "mount").what(), "mount: unknown error");
}

TEST(SystemError, CheckedPassesResultsAndThrowsErrno) {
  EXPECT_EQ(checked(0, "read"), 0);
  EXPECT_EQ(checked(7L, "read"), 7L);
  try {
    errno = EIO;
    checked(-1, "read", "disk");
    FAIL() << "nothing was thrown";
  } catch (const SystemError& error) {
    EXPECT_EQ(error.error_number(), EIO);
    EXPECT_STREQ(error.what(), "read disk: Input/output error");
  }
}

}  // namespace
}  // namespace vc
