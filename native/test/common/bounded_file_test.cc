// SPDX-License-Identifier: Apache-2.0
#include "common/bounded_file.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <cerrno>
#include <thread>

#include "common/system_error.h"
#include "common/unique_fd.h"
#include "temporary_directory.h"

namespace vc {
namespace {

int error_of_reading(const std::string& path, std::size_t limit) {
  try {
    read_file(path, limit);
    return 0;
  } catch (const SystemError& error) {
    return error.error_number();
  }
}

TEST(BoundedFile, ReadsUpToTheLimit) {
  const test::TemporaryDirectory directory;
  const std::string content(50'000, 'c');
  const std::string path = directory.write("file", content);
  EXPECT_EQ(read_file(path, content.size()), content);
  EXPECT_EQ(error_of_reading(path, content.size() - 1), EFBIG);
  EXPECT_EQ(read_file(directory.write("empty", ""), 0), "");
}

TEST(BoundedFile, StopsReadingAtTheLimit) {
  // Endless: only a bound ends this.
  EXPECT_EQ(error_of_reading("/dev/zero", 1000), EFBIG);
}

TEST(BoundedFile, NamesTheFileThatIsMissing) {
  const test::TemporaryDirectory directory;
  EXPECT_EQ(error_of_reading(directory.path("missing"), 10), ENOENT);
}

TEST(BoundedFile, WritesAllToAPipeThatIsReadSlowly) {
  int ends[2];
  ASSERT_EQ(::pipe2(ends, O_CLOEXEC), 0);
  const UniqueFd read_end(ends[0]);
  UniqueFd write_end(ends[1]);
  const std::string bytes(1'000'000, 'p');
  std::thread writer([&] {
    write_all(write_end.get(), bytes);
    write_end.reset();
  });
  const std::string got = read_bounded(read_end.get(), bytes.size());
  writer.join();
  EXPECT_EQ(got, bytes);
}

TEST(BoundedFile, ControlFileMustBeThere) {
  const test::TemporaryDirectory directory;
  EXPECT_THROW(write_control_file(directory.path("missing"), "1"), SystemError);
  const std::string path = directory.write("control", "0");
  write_control_file(path, "1");
  EXPECT_EQ(read_file(path, 10), "1");
}

}  // namespace
}  // namespace vc
