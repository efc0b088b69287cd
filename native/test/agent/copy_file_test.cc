// SPDX-License-Identifier: Apache-2.0
#include "agent/copy_file.h"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

#include "agent/rpc_error.h"
#include "common/bounded_file.h"
#include "common/system_error.h"
#include "temporary_directory.h"

namespace vc::agent {
namespace {

class CopyFile : public testing::Test {
 protected:
  CopyFile() { directory_.write("outside/kept", "kept"); }

  grpc::CopyFileRequest request(const std::string& name, mode_t mode) {
    grpc::CopyFileRequest made;
    made.set_path(shared_ + "/" + name);
    made.set_file_mode(mode);
    made.set_dir_mode(0x80000000u | 0750);  // with Go's bit for directories
    made.set_uid(static_cast<int>(::getuid()));
    made.set_gid(static_cast<int>(::getgid()));
    return made;
  }
  grpc::CopyFileRequest piece(const std::string& name, std::string data, std::int64_t offset, std::int64_t size) {
    grpc::CopyFileRequest made = request(name, S_IFREG | 0640);
    made.set_data(std::move(data));
    made.set_offset(offset);
    made.set_file_size(size);
    return made;
  }
  void copy(const grpc::CopyFileRequest& wanted) { copy_file(shared_, wanted); }
  bool refused(const grpc::CopyFileRequest& wanted) {
    try {
      copy(wanted);
      return false;
    } catch (const RpcError& error) {
      return error.code() == RpcCode::kInvalidArgument;
    }
  }
  struct stat status(const std::string& name) {
    struct stat found {};
    EXPECT_EQ(::lstat((shared_ + "/" + name).c_str(), &found), 0) << name;
    return found;
  }
  bool exists(const std::string& name) { return ::access((shared_ + "/" + name).c_str(), F_OK) == 0; }

  test::TemporaryDirectory directory_;
  std::string shared_ = directory_.path("shared");
};

TEST_F(CopyFile, AFileAppearsWhenItIsWhole) {
  copy(piece("a/b/file.txt", "one ", 0, 7));
  EXPECT_FALSE(exists("a/b/file.txt"));
  copy(piece("a/b/file.txt", "two", 4, 7));
  EXPECT_EQ(read_file(shared_ + "/a/b/file.txt", 100), "one two");
  EXPECT_EQ(status("a/b/file.txt").st_mode, static_cast<mode_t>(S_IFREG | 0640));
  EXPECT_EQ(status("a").st_mode & 0777, static_cast<mode_t>(0750));
  EXPECT_FALSE(exists("a/b/file.txt.tmp"));
}

TEST_F(CopyFile, AnEmptyFileIsOneRequest) {
  copy(piece("empty", "", 0, 0));
  EXPECT_EQ(status("empty").st_size, 0);
}

TEST_F(CopyFile, OffsetZeroBeginsAnew) {
  copy(piece("file", "abandoned", 0, 100));
  copy(piece("file", "new", 0, 3));
  EXPECT_EQ(read_file(shared_ + "/file", 100), "new");
}

TEST_F(CopyFile, DirectoriesAndLinks) {
  copy(request("dir", S_IFDIR | 0711));
  EXPECT_EQ(status("dir").st_mode, static_cast<mode_t>(S_IFDIR | 0711));
  grpc::CopyFileRequest link = request("dir/link", S_IFLNK | 0777);
  link.set_data("../target");
  copy(link);
  copy(link);  // replaces what is there
  char target[32] = {};
  ASSERT_GT(::readlink((shared_ + "/dir/link").c_str(), target, sizeof target - 1), 0);
  EXPECT_STREQ(target, "../target");
}

TEST_F(CopyFile, StaysBeneathTheSharedDirectory) {
  grpc::CopyFileRequest elsewhere = piece("x", "x", 0, 1);
  for (const std::string& path : {std::string("/etc/x"), shared_, shared_ + "/", shared_ + "x/y",
                                  shared_ + "/../outside/x", shared_ + "/a/../../outside/x", std::string("x")}) {
    elsewhere.set_path(path);
    EXPECT_TRUE(refused(elsewhere)) << path;
  }
  EXPECT_FALSE(exists("../outside/x"));
}

TEST_F(CopyFile, FollowsNoLink) {
  copy(request("dir", S_IFDIR | 0700));
  ASSERT_EQ(::symlink(directory_.path("outside").c_str(), (shared_ + "/dir/out").c_str()), 0);
  EXPECT_THROW(copy(piece("dir/out/kept", "overwritten", 0, 11)), SystemError);
  // Neither the place of the file that grows ...
  ASSERT_EQ(::symlink(directory_.path("outside/kept").c_str(), (shared_ + "/dir/f.tmp").c_str()), 0);
  EXPECT_THROW(copy(piece("dir/f", "x", 1, 2)), SystemError);
  // ... nor the file that is replaced leads out.
  ASSERT_EQ(::symlink(directory_.path("outside/kept").c_str(), (shared_ + "/dir/g").c_str()), 0);
  copy(piece("dir/g", "mine", 0, 4));
  EXPECT_EQ(read_file(directory_.path("outside/kept"), 100), "kept");
  EXPECT_TRUE(S_ISREG(status("dir/g").st_mode));
}

TEST_F(CopyFile, RefusesWhatMakesNoSense) {
  EXPECT_TRUE(refused(piece("file", "too much", 0, 3)));
  EXPECT_TRUE(refused(piece("file", "x", -1, 3)));
  EXPECT_TRUE(refused(request("socket", S_IFSOCK | 0700)));
}

}  // namespace
}  // namespace vc::agent
