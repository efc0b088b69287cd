// SPDX-License-Identifier: Apache-2.0
#include "agent/wait_queue.h"

#include <gtest/gtest.h>

#include <chrono>
#include <memory>
#include <vector>

#include "run_task.h"

namespace vc::agent {
namespace {

using namespace std::chrono_literals;

// Parks on the queue and notes why it was woken.
Detached park(WaitQueue& queue, CancelToken* token, std::optional<Clock::time_point> until,
              std::vector<WakeReason>& woken) {
  const WakeReason reason = co_await queue.wait(token, until);
  woken.push_back(reason);
}

class WaitQueueTest : public testing::Test {
 protected:
  // Runs what has been posted, and what that posts.
  void run_posted() {
    loop_.post([this] { loop_.post([this] { loop_.stop(); }); });
    loop_.run();
  }

  EventLoop loop_;
  std::vector<WakeReason> woken_;
  CancelToken token_;
};

TEST_F(WaitQueueTest, NotifiesAllButOnlyFromTheLoop) {
  WaitQueue queue(loop_);
  park(queue, nullptr, {}, woken_);
  park(queue, &token_, Clock::now() + 1h, woken_);
  EXPECT_FALSE(queue.empty());
  queue.notify_all();
  EXPECT_TRUE(queue.empty());
  EXPECT_TRUE(woken_.empty());
  run_posted();
  EXPECT_EQ(woken_, (std::vector<WakeReason>{WakeReason::kNotified, WakeReason::kNotified}));
  token_.cancel();  // finds nobody
}

TEST_F(WaitQueueTest, CancelsThoseWithTheTokenOnly) {
  WaitQueue queue(loop_);
  park(queue, &token_, {}, woken_);
  park(queue, nullptr, {}, woken_);
  token_.cancel();
  EXPECT_FALSE(queue.empty());
  park(queue, &token_, {}, woken_);  // too late: it does not even begin to wait
  EXPECT_EQ(woken_, (std::vector<WakeReason>{WakeReason::kCancelled}));
  queue.notify_all();
  run_posted();
  EXPECT_EQ(woken_.size(), 3u);
}

TEST_F(WaitQueueTest, EndsAtItsTime) {
  WaitQueue queue(loop_);
  auto wait = [](WaitQueue& on) -> Task<WakeReason> { co_return co_await on.wait(nullptr, Clock::now() + 1ms); };
  EXPECT_EQ(test::run_task(loop_, wait(queue)), WakeReason::kTimedOut);
  EXPECT_TRUE(queue.empty());
}

TEST_F(WaitQueueTest, ThatGoesNotifiesItsWaiters) {
  auto queue = std::make_unique<WaitQueue>(loop_);
  park(*queue, &token_, {}, woken_);
  queue.reset();
  run_posted();
  EXPECT_EQ(woken_, (std::vector<WakeReason>{WakeReason::kNotified}));
}

}  // namespace
}  // namespace vc::agent
