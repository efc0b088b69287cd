// SPDX-License-Identifier: Apache-2.0
#include "agent/child_process.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <unistd.h>

#include <cerrno>
#include <optional>

#include "common/bounded_file.h"
#include "common/system_error.h"
#include "common/unique_fd.h"
#include "run_task.h"

namespace vc::agent {
namespace {

class ChildProcessTest : public testing::Test {
 protected:
  ExitStatus run(std::vector<std::string> argv, ChildStdio stdio = {}) {
    return test::run_task(loop_, run_child(loop_, reaper_, std::move(argv), stdio));
  }

  EventLoop loop_;
  ChildReaper reaper_{loop_};
};

TEST_F(ChildProcessTest, ExitCodeIsTold) {
  const ExitStatus status = run({"/bin/sh", "-c", "exit 7"});
  EXPECT_FALSE(status.signaled);
  EXPECT_EQ(status.value, 7);
}

TEST_F(ChildProcessTest, SignalIsTold) {
  const ExitStatus status = run({"/bin/sh", "-c", "kill -TERM $$"});
  EXPECT_TRUE(status.signaled);
  EXPECT_EQ(status.value, SIGTERM);
}

TEST_F(ChildProcessTest, MissingProgramIsAnError) {
  try {
    spawn({"/missing/program"}, {});
    FAIL() << "nothing was thrown";
  } catch (const SystemError& error) {
    EXPECT_EQ(error.error_number(), ENOENT);
  }
}

TEST_F(ChildProcessTest, GetsItsStreamsAndNoneOfOurDescriptors) {
  int ends[2];
  ASSERT_EQ(::pipe2(ends, O_CLOEXEC), 0);
  const UniqueFd output(ends[0]);
  UniqueFd input(ends[1]);
  ChildStdio stdio;
  stdio.stdout_fd = input.get();
  const std::string script = "read line; echo \"[$line]\"; echo $PATH; [ -e /proc/self/fd/" +
                             std::to_string(output.get()) + " ] || echo closed";
  EXPECT_EQ(run({"/bin/sh", "-c", script}, stdio).value, 0);
  input.reset();
  EXPECT_EQ(read_bounded(output.get(), 4096),
            "[]\n/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin\nclosed\n");
}

// The reaper blocks SIGCHLD and the agent ignores SIGPIPE; a container must not find it so.
TEST_F(ChildProcessTest, InheritsNoBlockedSignal) {
  EXPECT_EQ(run({"/bin/sh", "-c", "grep -q 'SigBlk:.0000000000000000' /proc/self/status"}).value, 0);
}

TEST_F(ChildProcessTest, InheritsNoIgnoredSignal) {
  ::signal(SIGPIPE, SIG_IGN);
  EXPECT_EQ(run({"/bin/sh", "-c", "kill -PIPE $$"}).value, SIGPIPE);
}

TEST_F(ChildProcessTest, AnEndBeforeAnybodyAskedIsKeptDuringALaunch) {
  auto scenario = [](EventLoop& loop, ChildReaper& reaper) -> Task<ExitStatus> {
    const ChildReaper::Launch launch(reaper);
    const pid_t early = spawn({"/bin/sh", "-c", "exit 5"}, {});
    // A second child that ends after the first: when its end is told, the first's has been collected.
    std::vector<std::string> later{"/bin/sh", "-c", "while kill -0 " + std::to_string(early) + "; do :; done"};
    co_await run_child(loop, reaper, std::move(later), {});
    std::optional<ExitStatus> told;
    WaitQueue changed(loop);
    reaper.expect(early, [&](ExitStatus status) {
      told = status;
      changed.notify_all();
    });
    while (!told) co_await changed.wait();
    co_return *told;
  };
  EXPECT_EQ(test::run_task(loop_, scenario(loop_, reaper_)).value, 5);
}

}  // namespace
}  // namespace vc::agent
