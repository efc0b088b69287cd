// SPDX-License-Identifier: Apache-2.0
#include "agent/oom_scope.h"

#include <gtest/gtest.h>
#include <signal.h>

#include "temporary_directory.h"

namespace vc::agent {
namespace {

constexpr ExitStatus kKilled{true, SIGKILL};

class OomScopeTest : public testing::Test {
 protected:
  OomScope scope(const char* events, ExitStatus status, bool kill_requested = false, std::uint64_t before = 0) {
    directory_.write("memory.events", events);
    return oom_scope(Cgroup(directory_.path()), status, kill_requested, before);
  }

  test::TemporaryDirectory directory_;
};

TEST_F(OomScopeTest, TheLimitOfTheContainer) {
  EXPECT_EQ(scope("max 9\noom 1\noom_kill 1\n", kKilled), OomScope::kContainer);
}

TEST_F(OomScopeTest, TheMemoryOfTheMachine) {
  EXPECT_EQ(scope("max 0\noom 0\noom_kill 1\n", kKilled), OomScope::kSandbox);
}

TEST_F(OomScopeTest, OtherEndsAreNotItsDoing) {
  constexpr const char* kEvents = "oom 1\noom_kill 1\n";
  EXPECT_EQ(scope(kEvents, {false, 137}), OomScope::kNone);
  EXPECT_EQ(scope(kEvents, {true, SIGTERM}), OomScope::kNone);
  EXPECT_EQ(scope(kEvents, kKilled, true), OomScope::kNone);
  EXPECT_EQ(scope(kEvents, kKilled, false, 1), OomScope::kNone);
  EXPECT_EQ(scope("oom 0\noom_kill 0\n", kKilled), OomScope::kNone);
  EXPECT_EQ(oom_scope(Cgroup(directory_.path("gone")), kKilled, false, 0), OomScope::kNone);
}

}  // namespace
}  // namespace vc::agent
