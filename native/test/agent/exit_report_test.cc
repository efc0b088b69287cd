// SPDX-License-Identifier: Apache-2.0
#include "agent/exit_report.h"

#include <gtest/gtest.h>
#include <signal.h>

namespace vc::agent {
namespace {

using virtcontainers::guest::v1::ProcessExit;

constexpr ExitStatus kCode137{false, 137};
constexpr ExitStatus kKilled{true, SIGKILL};

TEST(ExitReport, KatasNumberCannotTellTheCause) {
  EXPECT_EQ(kata_status({false, 0}), 0);
  EXPECT_EQ(kata_status(kCode137), 137);
  EXPECT_EQ(kata_status(kKilled), 137);
}

TEST(ExitReport, OursTellsTheCause) {
  const ProcessExit exited = process_exit({kCode137, OomScope::kNone, {}});
  EXPECT_EQ(exited.cause_case(), ProcessExit::kExited);
  EXPECT_EQ(exited.exited(), 137);
  EXPECT_EQ(exited.oom(), ProcessExit::OOM_SCOPE_NONE);
  const ProcessExit zero = process_exit({{false, 0}, OomScope::kNone, {}});
  EXPECT_EQ(zero.cause_case(), ProcessExit::kExited);
  const ProcessExit killed = process_exit({kKilled, OomScope::kContainer, {}});
  EXPECT_EQ(killed.cause_case(), ProcessExit::kSignaled);
  EXPECT_EQ(killed.signaled(), SIGKILL);
  EXPECT_EQ(killed.oom(), ProcessExit::OOM_SCOPE_CONTAINER);
  EXPECT_EQ(process_exit({kKilled, OomScope::kSandbox, {}}).oom(), ProcessExit::OOM_SCOPE_SANDBOX);
}

}  // namespace
}  // namespace vc::agent
