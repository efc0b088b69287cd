// SPDX-License-Identifier: Apache-2.0
#include "agent/mount_request.h"

#include <gtest/gtest.h>
#include <sys/mount.h>

namespace vc::agent {
namespace {

TEST(MountRequest, SortsOptionsIntoFlagsAndData) {
  const MountRequest request = make_mount_request(
      "kataShared", "/shared", "9p", {"trans=virtio,version=9p2000.L", "nodev", "msize=8192", "", "ro"});
  EXPECT_EQ(request.flags, MS_NODEV | MS_RDONLY);
  EXPECT_EQ(request.data, "trans=virtio,version=9p2000.L,msize=8192");
}

TEST(MountRequest, LaterOptionsUndoEarlierOnes) {
  const MountRequest request = make_mount_request("s", "/t", "tmpfs", {"ro", "nosuid", "rw", "suid", "noexec"});
  EXPECT_EQ(request.flags, static_cast<unsigned long>(MS_NOEXEC));
}

TEST(MountRequest, BindOptions) {
  EXPECT_EQ(make_mount_request("s", "/t", "bind", {"rbind"}).flags, static_cast<unsigned long>(MS_BIND | MS_REC));
}

}  // namespace
}  // namespace vc::agent
