// SPDX-License-Identifier: Apache-2.0
#include "guard/run_directory.h"

#include <gtest/gtest.h>

#include <cerrno>
#include <filesystem>
#include <fstream>
#include <string>

#include "common/system_error.h"

namespace vc::guard {
namespace {

namespace fs = std::filesystem;

class RunDirectoryTest : public testing::Test {
 protected:
  RunDirectoryTest() {
    std::string path = (fs::temp_directory_path() / "run-directory-XXXXXX").string();
    root_ = ::mkdtemp(path.data());
    fs::create_directory(run_dir());
  }
  ~RunDirectoryTest() override { fs::remove_all(root_); }

  fs::path root() const { return root_; }
  fs::path run_dir() const { return root_ / "run"; }

 private:
  fs::path root_;
};

TEST_F(RunDirectoryTest, IsRemovedWithAllInIt) {
  fs::create_directories(run_dir() / "a/b/c");
  std::ofstream(run_dir() / "a/b/file");
  RunDirectory directory(run_dir());
  directory.remove();
  EXPECT_FALSE(fs::exists(run_dir()));
  directory.remove();
}

TEST_F(RunDirectoryTest, LinksAreRemovedAndNotFollowed) {
  fs::create_directory(root() / "outside");
  std::ofstream(root() / "outside/kept");
  fs::create_directory_symlink(root() / "outside", run_dir() / "link");
  RunDirectory(run_dir()).remove();
  EXPECT_FALSE(fs::exists(run_dir()));
  EXPECT_TRUE(fs::exists(root() / "outside/kept"));
}

TEST_F(RunDirectoryTest, WhatCannotBeRemovedDoesNotKeepTheRest) {
  fs::path deep = run_dir();
  for (int depth = 0; depth < 40; ++depth) deep /= "d";
  fs::create_directories(deep);
  std::ofstream(run_dir() / "file");
  RunDirectory directory(run_dir());
  try {
    directory.remove();
    FAIL() << "removed a tree deeper than any of ours";
  } catch (const SystemError& error) {
    EXPECT_EQ(error.error_number(), ELOOP);
  }
  EXPECT_FALSE(fs::exists(run_dir() / "file"));
  EXPECT_TRUE(fs::exists(run_dir() / "d"));
}

TEST_F(RunDirectoryTest, MustBeADirectoryAndNoLink) {
  fs::create_directory_symlink(run_dir(), root() / "link");
  EXPECT_THROW(RunDirectory((root() / "link").string()), SystemError);
  EXPECT_THROW(RunDirectory((root() / "none").string()), SystemError);
}

TEST_F(RunDirectoryTest, IsRemovedWhereItIsAndNotWhereItsPathLeadsByThen) {
  RunDirectory directory(run_dir());
  fs::rename(root(), root().string() + "-moved");
  fs::create_directories(run_dir());
  directory.remove();
  EXPECT_TRUE(fs::exists(run_dir()));
  EXPECT_FALSE(fs::exists(root().string() + "-moved/run"));
  fs::remove_all(root().string() + "-moved");
}

}  // namespace
}  // namespace vc::guard
