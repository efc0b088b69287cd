// SPDX-License-Identifier: Apache-2.0
#include "agent/cgroup.h"

#include <gtest/gtest.h>

#include "agent/cgroup_stats.h"
#include "common/bounded_file.h"
#include "temporary_directory.h"

namespace vc::agent {
namespace {

// The files' texts are as a kernel wrote them; a directory of plain files stands in
// for the group.
class CgroupFiles : public testing::Test {
 protected:
  test::TemporaryDirectory directory_;
  Cgroup cgroup_{directory_.path()};
};

TEST(KeyedNumber, IsFoundByItsWholeKey) {
  constexpr const char* kFile = "low 0\nmax 3\noom 1\noom_kill 2\n";
  EXPECT_EQ(keyed_number(kFile, "oom"), 1u);
  EXPECT_EQ(keyed_number(kFile, "oom_kill"), 2u);
  EXPECT_EQ(keyed_number(kFile, "oo"), 0u);
  EXPECT_EQ(keyed_number(kFile, "absent"), 0u);
  EXPECT_EQ(keyed_number("oom", "oom"), 0u);
  EXPECT_EQ(keyed_number("", "oom"), 0u);
}

TEST_F(CgroupFiles, MemoryEvents) {
  EXPECT_EQ(cgroup_.memory_events().oom_kill, 0u);  // no memory controller
  directory_.write("memory.events", "low 0\nhigh 0\nmax 51\noom 4\noom_kill 2\noom_group_kill 0\n");
  EXPECT_EQ(cgroup_.memory_events().oom, 4u);
  EXPECT_EQ(cgroup_.memory_events().oom_kill, 2u);
}

TEST_F(CgroupFiles, KillAll) {
  cgroup_.kill_all();  // a group that is gone has nothing to kill
  directory_.write("cgroup.kill", "");
  cgroup_.kill_all();
  EXPECT_EQ(read_file(directory_.path("cgroup.kill"), 10), "1");
}

TEST_F(CgroupFiles, Statistics) {
  directory_.write("cpu.stat",
                   "usage_usec 1500\nuser_usec 1000\nsystem_usec 500\nnr_periods 3\nnr_throttled 2\nthrottled_usec 7\n");
  directory_.write("memory.current", "4096\n");
  directory_.write("memory.max", "max\n");
  directory_.write("memory.stat", "anon 100\nfile 200\nkernel 300\n");
  directory_.write("pids.current", "5\n");
  directory_.write("pids.max", "10\n");
  grpc::CgroupStats stats;
  read_cgroup_stats(cgroup_, stats);
  EXPECT_EQ(stats.cpu_stats().cpu_usage().total_usage(), 1'500'000u);
  EXPECT_EQ(stats.cpu_stats().cpu_usage().usage_in_usermode(), 1'000'000u);
  EXPECT_EQ(stats.cpu_stats().throttling_data().throttled_time(), 7000u);
  EXPECT_EQ(stats.memory_stats().usage().usage(), 4096u);
  EXPECT_EQ(stats.memory_stats().usage().limit(), UINT64_MAX);
  EXPECT_EQ(stats.memory_stats().cache(), 200u);
  EXPECT_EQ(stats.memory_stats().stats().at("anon"), 100u);
  EXPECT_EQ(stats.pids_stats().current(), 5u);
  EXPECT_EQ(stats.pids_stats().limit(), 10u);
}

TEST_F(CgroupFiles, StatisticsOfControllersThatAreOffAreZero) {
  grpc::CgroupStats stats;
  read_cgroup_stats(cgroup_, stats);
  EXPECT_EQ(stats.cpu_stats().cpu_usage().total_usage(), 0u);
  EXPECT_EQ(stats.memory_stats().usage().usage(), 0u);
  EXPECT_EQ(stats.pids_stats().current(), 0u);
}

}  // namespace
}  // namespace vc::agent
