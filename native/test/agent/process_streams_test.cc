// SPDX-License-Identifier: Apache-2.0
#include "agent/process_streams.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

#include <functional>
#include <memory>
#include <string>

#include "agent/process_stdio.h"
#include "agent/rpc_error.h"
#include "common/bounded_file.h"
#include "run_task.h"

namespace vc::agent {
namespace {

// A process that is played by the test at the other ends of its pipes.
class ProcessStreams : public testing::Test {
 protected:
  ProcessStreams() {
    ::signal(SIGPIPE, SIG_IGN);
    StdioPipes pipes = StdioPipes::open(loop_, 0);
    stdin_ = std::move(pipes.input);
    stdout_ = std::move(pipes.output);
    stderr_ = std::move(pipes.error);
    process_ = std::make_shared<GuestProcess>(loop_, "p", std::move(pipes.ours));
  }

  Task<std::string> read(std::uint32_t size = 100, OutputStream stream = OutputStream::kStdout) {
    return read_output(call_, process_, stream, size);
  }
  template <typename T>
  T run(Task<T> task) {
    return test::run_task(loop_, std::move(task));
  }

  EventLoop loop_;
  test::TestCall call_;
  UniqueFd stdin_;
  UniqueFd stdout_;
  UniqueFd stderr_;
  std::shared_ptr<GuestProcess> process_;
};

TEST_F(ProcessStreams, ReadsAtMostWhatIsAsked) {
  write_all(stdout_.get(), "abcdef");
  auto both = [&]() -> Task<std::string> {
    const std::string first = co_await read(4);
    const std::string second = co_await read(4);
    co_return first + "|" + second;
  };
  EXPECT_EQ(run(both()), "abcd|ef");
}

TEST_F(ProcessStreams, WaitsForOutput) {
  loop_.post([this] { loop_.post([this] { write_all(stderr_.get(), "late"); }); });
  EXPECT_EQ(run(read(100, OutputStream::kStderr)), "late");
}

TEST_F(ProcessStreams, EndsWhenTheWriterHasClosed) {
  write_all(stdout_.get(), "last");
  stdout_.reset();
  auto both = [&]() -> Task<std::string> {
    const std::string first = co_await read();
    const std::string second = co_await read();
    co_return first + "|" + second;
  };
  EXPECT_EQ(run(both()), "last|");
}

TEST_F(ProcessStreams, EndsSoonAfterTheProcessThoughADescendantHoldsThePipe) {
  write_all(stdout_.get(), "said");
  loop_.post([this] {
    loop_.post([this] { process_->finish({{false, 0}, OomScope::kNone, Clock::now()}); });
  });
  auto both = [&]() -> Task<std::string> {
    const std::string first = co_await read();
    const std::string second = co_await read();
    co_return first + "|" + second;
  };
  EXPECT_EQ(run(both()), "said|");
}

TEST_F(ProcessStreams, WhatWasWrittenIsNotLostByAnEndLongAgo) {
  write_all(stdout_.get(), "kept");
  process_->finish({{false, 0}, OomScope::kNone, Clock::now() - std::chrono::hours(1)});
  EXPECT_EQ(run(read()), "kept");
}

TEST_F(ProcessStreams, ACancelledReadTakesNothing) {
  loop_.post([this] { call_.token().cancel(); });
  EXPECT_THROW(run(read()), RpcError);
  write_all(stdout_.get(), "for the next");
  std::string got(100, '\0');
  got.resize(static_cast<std::size_t>(::read(process_->stdio().output()->get(), got.data(), got.size())));
  EXPECT_EQ(got, "for the next");
}

TEST_F(ProcessStreams, RefusesToReadNothing) { EXPECT_THROW(run(read(0)), RpcError); }

TEST_F(ProcessStreams, WritesMoreThanAPipeHoldsAsItIsRead) {
  const std::string data(1'000'000, 'w');
  std::string got;
  ASSERT_EQ(::fcntl(stdin_.get(), F_SETFL, O_NONBLOCK), 0);
  // Reads a little in every turn of the loop.
  std::function<void()> drain = [&] {
    std::string part(10'000, '\0');
    const ssize_t size = ::read(stdin_.get(), part.data(), part.size());
    if (size > 0) got.append(part, 0, static_cast<std::size_t>(size));
    if (got.size() < data.size()) loop_.post(drain);
  };
  loop_.post(drain);
  EXPECT_EQ(run(write_input(call_, process_, data)), data.size());
  while (got.size() < data.size()) {
    std::string part(100'000, '\0');
    const ssize_t size = ::read(stdin_.get(), part.data(), part.size());
    ASSERT_GT(size, 0);
    got.append(part, 0, static_cast<std::size_t>(size));
  }
  EXPECT_EQ(got, data);
}

TEST_F(ProcessStreams, AWriteEndsWhenTheReaderGoes) {
  loop_.post([this] { loop_.post([this] { stdin_.reset(); }); });
  const std::uint32_t written = run(write_input(call_, process_, std::string(1'000'000, 'w')));
  EXPECT_GT(written, 0u);
  EXPECT_LT(written, 1'000'000u);
}

TEST_F(ProcessStreams, WritingToNobodyIsAnError) {
  stdin_.reset();
  EXPECT_THROW(run(write_input(call_, process_, "w")), RpcError);
}

TEST_F(ProcessStreams, ClosedInputTakesNothing) {
  process_->stdio().close_input();
  char byte;
  EXPECT_EQ(::read(stdin_.get(), &byte, 1), 0);
  EXPECT_THROW(run(write_input(call_, process_, "w")), RpcError);
}

TEST_F(ProcessStreams, ClosingWakesAReader) {
  loop_.post([this] { loop_.post([this] { process_->stdio().close_all(); }); });
  EXPECT_EQ(run(read()), "");
}

TEST_F(ProcessStreams, ATerminalIsReadToItsHangUp) {
  UniqueFd master(::posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC));
  ASSERT_TRUE(master);
  ASSERT_EQ(::unlockpt(master.get()), 0);
  UniqueFd slave(::open(::ptsname(master.get()), O_RDWR | O_NOCTTY | O_CLOEXEC));
  ASSERT_TRUE(slave);
  process_ = std::make_shared<GuestProcess>(loop_, "t", ProcessStdio::from_terminal(loop_, std::move(master)));
  write_all(slave.get(), "hello\n");
  slave.reset();
  auto both = [&]() -> Task<std::string> {
    const std::string first = co_await read();
    const std::string second = co_await read(100, OutputStream::kStderr);
    co_return first + "|" + second;
  };
  EXPECT_EQ(run(both()), "hello\r\n|");
}

}  // namespace
}  // namespace vc::agent
