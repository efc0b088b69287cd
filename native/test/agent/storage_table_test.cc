// SPDX-License-Identifier: Apache-2.0
#include "agent/storage_table.h"

#include <gtest/gtest.h>
#include <sched.h>
#include <sys/mount.h>

#include <algorithm>
#include <fstream>
#include <functional>
#include <string>
#include <thread>

#include "agent/rpc_error.h"
#include "common/system_error.h"
#include "run_task.h"
#include "temporary_directory.h"

namespace vc::agent {
namespace {

// How often something is mounted at `path`, as this thread sees it.
int mounts_at(const std::string& path) {
  std::ifstream table("/proc/thread-self/mounts");
  int count = 0;
  for (std::string line; std::getline(table, line);) count += line.find(" " + path + " ") != std::string::npos;
  return count;
}

// Mounts for real, each test on a thread with a mount namespace of its own; the
// threads that the table starts are in it as well.
class StorageTableTest : public testing::Test {
 protected:
  void in_own_namespace(const std::function<void()>& body) {
    std::thread([&] {
      ASSERT_EQ(::unshare(CLONE_FS | CLONE_NEWNS), 0) << "needs the privilege to mount";
      ASSERT_EQ(::mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr), 0);
      body();
    }).join();
  }
  grpc::Storage tmpfs(const std::string& name, const std::string& option = "size=4096") {
    grpc::Storage storage;
    storage.set_driver("ephemeral");
    storage.set_source("tmpfs");
    storage.set_mount_point(directory_.path(name));
    storage.add_options(option);
    return storage;
  }

  test::TemporaryDirectory directory_;
  GuestLayout layout_;
};

TEST_F(StorageTableTest, UnmountsWithTheLastReference) {
  in_own_namespace([this] {
    EventLoop loop;
    StorageTable table(loop, layout_);
    const grpc::Storage storage = tmpfs("a");
    auto twice = [&]() -> Task<> {
      co_await table.attach(storage, "c1");
      co_await table.attach(storage, "c2");
    };
    test::run_task(loop, twice());
    EXPECT_EQ(mounts_at(storage.mount_point()), 1);
    table.detach(storage.mount_point());
    EXPECT_EQ(mounts_at(storage.mount_point()), 1);
    table.detach(storage.mount_point());
    EXPECT_EQ(mounts_at(storage.mount_point()), 0);
    table.detach(storage.mount_point());  // no reference is left to give back
  });
}

TEST_F(StorageTableTest, RequestsAtTheSameTimeMountOnce) {
  in_own_namespace([this] {
    EventLoop loop;
    StorageTable table(loop, layout_);
    const grpc::Storage storage = tmpfs("a");
    int left = 3;
    auto one = [&]() -> Detached {
      co_await table.attach(storage, "c");
      if (--left == 0) loop.stop();
    };
    for (int request = 0; request < 3; ++request) one();
    loop.run();
    EXPECT_EQ(mounts_at(storage.mount_point()), 1);
    table.detach_all();
    EXPECT_EQ(mounts_at(storage.mount_point()), 0);
  });
}

TEST_F(StorageTableTest, AFailureLeavesNothingAndHoldsUpNobody) {
  in_own_namespace([this] {
    EventLoop loop;
    StorageTable table(loop, layout_);
    const grpc::Storage bad = tmpfs("a", "no-such-option=1");
    const grpc::Storage good = tmpfs("b");
    int refused = 0;
    auto attempt = [&]() -> Task<> {
      try {
        co_await table.attach(bad, "c");
      } catch (const SystemError&) {
        ++refused;
      }
      co_await table.attach(good, "c");
    };
    test::run_task(loop, attempt());
    EXPECT_EQ(refused, 1);
    EXPECT_EQ(mounts_at(bad.mount_point()), 0);
    EXPECT_EQ(mounts_at(good.mount_point()), 1);
  });
}

}  // namespace
}  // namespace vc::agent
