// SPDX-License-Identifier: Apache-2.0
#include "agent/storage_driver.h"

#include <gtest/gtest.h>
#include <sys/mount.h>
#include <sys/stat.h>

#include "agent/rpc_error.h"
#include "temporary_directory.h"

namespace vc::agent {
namespace {

grpc::Storage storage(const char* driver, const std::string& mount_point, std::vector<std::string> options = {}) {
  grpc::Storage made;
  made.set_driver(driver);
  made.set_source("source");
  made.set_mount_point(mount_point);
  for (std::string& option : options) made.add_options(std::move(option));
  return made;
}

bool refused(const grpc::Storage& wanted, const std::string& container_id = "c1") {
  try {
    prepare_storage(wanted, GuestLayout(), container_id);
    return false;
  } catch (const RpcError& error) {
    return error.code() == RpcCode::kInvalidArgument;
  }
}

TEST(StorageDriver, SharedFileSystemsAreMountedPlainly) {
  const PreparedStorage ninep =
      prepare_storage(storage("9p", "/shared", {"trans=virtio", "nodev"}), GuestLayout(), "");
  EXPECT_EQ(ninep.mount.type, "9p");
  EXPECT_EQ(ninep.mount.source, "source");
  EXPECT_EQ(ninep.mount.data, "trans=virtio");
  EXPECT_EQ(ninep.mount.flags, static_cast<unsigned long>(MS_NODEV));
  EXPECT_EQ(prepare_storage(storage("virtio-fs", "/shared"), GuestLayout(), "").mount.type, "virtiofs");
}

TEST(StorageDriver, EphemeralIsATmpfsWithAGroup) {
  const PreparedStorage prepared =
      prepare_storage(storage("ephemeral", "/m", {"size=4096", "fsgid=7", "noexec"}), GuestLayout(), "");
  EXPECT_EQ(prepared.mount.type, "tmpfs");
  EXPECT_EQ(prepared.mount.data, "size=4096");
  EXPECT_EQ(prepared.group, 7u);
}

TEST(StorageDriver, OverlayMakesItsOwnUpperDirectory) {
  grpc::Storage wanted = storage("overlayfs", "/m", {"lowerdir=/a:/b", "io.katacontainers.fs-opt.overlay-rw"});
  wanted.add_driver_options("io.katacontainers.volume.overlayfs.create_directory=/made");
  const PreparedStorage prepared = prepare_storage(wanted, GuestLayout(), "c1");
  EXPECT_EQ(prepared.mount.data,
            "lowerdir=/a:/b,upperdir=/run/kata-containers/c1/upper,workdir=/run/kata-containers/c1/work");
  EXPECT_EQ(prepared.directories,
            (std::vector<std::string>{"/made", "/run/kata-containers/c1/upper", "/run/kata-containers/c1/work"}));
}

TEST(StorageDriver, RefusesWhatItDoesNotServe) {
  EXPECT_TRUE(refused(storage("blk", "/m")));
  EXPECT_TRUE(refused(storage("", "/m")));
  EXPECT_TRUE(refused(storage("9p", "relative")));
  EXPECT_TRUE(refused(storage("local", "/m", {"mode=9"})));
  EXPECT_TRUE(refused(storage("local", "/m", {"size=1"})));
  EXPECT_TRUE(refused(storage("ephemeral", "/m", {"fsgid=x"})));
  EXPECT_TRUE(refused(storage("overlayfs", "/m", {"io.katacontainers.fs-opt.overlay-rw"}), ""));
  grpc::Storage huge = storage("ephemeral", "/m");
  huge.set_fstype("hugetlbfs");
  EXPECT_TRUE(refused(huge));
  grpc::Storage grouped = storage("9p", "/m");
  grouped.mutable_fs_group()->set_group_id(1);
  EXPECT_TRUE(refused(grouped));
}

TEST(StorageDriver, LocalIsADirectoryWithAMode) {
  const test::TemporaryDirectory directory;
  const std::string path = directory.path("a/b");
  const PreparedStorage prepared = prepare_storage(storage("local", path, {"mode=0705"}), GuestLayout(), "");
  EXPECT_FALSE(prepared.mounts);
  perform(prepared);
  struct stat status {};
  ASSERT_EQ(::stat(path.c_str(), &status), 0);
  EXPECT_EQ(status.st_mode, static_cast<mode_t>(S_IFDIR | 0705));
}

}  // namespace
}  // namespace vc::agent
