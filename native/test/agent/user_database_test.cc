// SPDX-License-Identifier: Apache-2.0
#include "agent/user_database.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include "agent/rpc_error.h"
#include "common/system_error.h"
#include "common/unique_fd.h"
#include "temporary_directory.h"

namespace vc::agent {
namespace {

constexpr const char* kPasswd =
    "root:x:0:0:root:/root:/bin/sh\n"
    "# a comment\n"
    "broken line\n"
    "half:x:notanumber:1::/:/bin/sh\n"
    "alice:x:1000:1001::/home/alice:/bin/sh\n"
    "1000:x:7:7:named like a number:/:/bin/sh\n";
constexpr const char* kGroup =
    "root:x:0:\n"
    "alice:x:1001:\n"
    "audio:x:29:bob,alice\n"
    "video:x:44:alice\n"
    "alicia:x:45:alicea\n";

ResolvedUser resolve(const UserRequest& request, const ResolvedUser& fallback = {}) {
  return UserDatabase(kPasswd, kGroup).resolve(request, fallback);
}

RpcCode refusal(const UserRequest& request) {
  try {
    resolve(request);
    return RpcCode::kOk;
  } catch (const RpcError& error) {
    return error.code();
  }
}

TEST(UserDatabase, ANameBringsItsGroups) {
  EXPECT_EQ(resolve({"alice", "", {}}), (ResolvedUser{1000, 1001, {29, 44}}));
  EXPECT_EQ(resolve({"root", "", {}}), (ResolvedUser{0, 0, {}}));
}

TEST(UserDatabase, ANumberBringsItsPrimaryGroupOnly) {
  EXPECT_EQ(resolve({"1000", "", {}}), (ResolvedUser{1000, 1001, {}}));
  EXPECT_EQ(resolve({"4242", "", {}}), (ResolvedUser{4242, 0, {}}));
}

TEST(UserDatabase, GivenGroupsWin) {
  EXPECT_EQ(resolve({"alice", "video", {}}).gid, 44u);
  EXPECT_EQ(resolve({"alice", "77", {}}).gid, 77u);
  EXPECT_EQ(resolve({"alice", "", {"audio", "88"}}).additional_gids, (std::vector<std::uint32_t>{29, 88}));
}

TEST(UserDatabase, WhatIsNotNamedStays) {
  const ResolvedUser fallback{5, 6, {7}};
  EXPECT_EQ(resolve({"", "", {}}, fallback), fallback);
  EXPECT_EQ(resolve({"", "video", {}}, fallback), (ResolvedUser{5, 44, {7}}));
}

TEST(UserDatabase, UnknownNamesAreRefused) {
  EXPECT_EQ(refusal({"bob", "", {}}), RpcCode::kInvalidArgument);
  EXPECT_EQ(refusal({"half", "", {}}), RpcCode::kInvalidArgument);
  EXPECT_EQ(refusal({"alice", "nogroup", {}}), RpcCode::kInvalidArgument);
  EXPECT_EQ(refusal({"alice", "", {"nogroup"}}), RpcCode::kInvalidArgument);
  EXPECT_EQ(refusal({"99999999999", "", {}}), RpcCode::kInvalidArgument);
}

// The kernel would leave such a process root's ids.
TEST(UserDatabase, TheIdThatNamesNobodyIsRefused) {
  EXPECT_EQ(refusal({"4294967295", "", {}}), RpcCode::kInvalidArgument);
  EXPECT_EQ(refusal({"alice", "4294967295", {}}), RpcCode::kInvalidArgument);
  EXPECT_EQ(refusal({"alice", "", {"4294967295"}}), RpcCode::kInvalidArgument);
  EXPECT_EQ(resolve({"4294967294", "", {}}).uid, 4294967294u);
}

class UserDatabaseFiles : public testing::Test {
 protected:
  UserDatabase read() {
    const UniqueFd root(::open(directory_.path("root").c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
    return UserDatabase::read(root.get());
  }

  test::TemporaryDirectory directory_;
};

TEST_F(UserDatabaseFiles, AreReadInTheRoot) {
  directory_.write("root/etc/passwd", kPasswd);
  directory_.write("root/etc/group", kGroup);
  EXPECT_EQ(read().resolve({"alice", "", {}}, {}), (ResolvedUser{1000, 1001, {29, 44}}));
}

TEST_F(UserDatabaseFiles, MayBeAbsent) {
  directory_.write("root/file", "");
  EXPECT_EQ(read().resolve({"12", "13", {}}, {}), (ResolvedUser{12, 13, {}}));
  EXPECT_THROW(read().resolve({"root", "", {}}, {}), RpcError);
}

TEST_F(UserDatabaseFiles, ALinkCannotLeadToTheGuestsOwn) {
  directory_.write("secret", kPasswd);
  directory_.write("root/etc/group", "");
  const std::string target = directory_.path("secret");
  ASSERT_EQ(::symlink(target.c_str(), directory_.path("root/etc/passwd").c_str()), 0);
  EXPECT_THROW(read().resolve({"alice", "", {}}, {}), RpcError);
}

TEST_F(UserDatabaseFiles, ThatAreNoFilesOrTooLongAreRefused) {
  directory_.write("root/etc/group", "");
  const std::string passwd = directory_.path("root/etc/passwd");
  // Nobody writes to it: opening it must not wait for one who does.
  ASSERT_EQ(::mkfifo(passwd.c_str(), 0600), 0);
  EXPECT_THROW(read(), SystemError);
  ASSERT_EQ(::unlink(passwd.c_str()), 0);
  directory_.write("root/etc/passwd", "");
  ASSERT_EQ(::truncate(passwd.c_str(), 5 * 1024 * 1024), 0);
  EXPECT_THROW(read(), SystemError);
}

}  // namespace
}  // namespace vc::agent
