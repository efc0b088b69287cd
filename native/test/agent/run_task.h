// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <exception>
#include <optional>
#include <utility>
#include <variant>

#include "agent/event_loop.h"
#include "agent/router.h"
#include "agent/task.h"
#include "agent/wait_queue.h"

namespace vc::test {

// A call without a connection: its answers always have room.
class TestCall : public agent::Call {
 public:
  agent::CancelToken& token() override { return token_; }
  agent::Task<> answer_room() override { co_return; }
  void after_answer(std::function<void()> action) override { action(); }

 private:
  agent::CancelToken token_;
};

// Runs the loop, which ends with it, until the task is done; gives its result or
// throws its exception.
template <typename T>
T run_task(agent::EventLoop& loop, agent::Task<T> task) {
  using Result = std::conditional_t<std::is_void_v<T>, std::monostate, T>;
  std::optional<Result> result;
  std::exception_ptr failure;
  auto drive = [&]() -> agent::Detached {
    try {
      if constexpr (std::is_void_v<T>) {
        co_await std::move(task);
        result.emplace();
      } else {
        result.emplace(co_await std::move(task));
      }
    } catch (...) {
      failure = std::current_exception();
    }
    loop.stop();
  };
  loop.post([&] { drive(); });
  loop.run();
  if (failure) std::rethrow_exception(failure);
  if constexpr (!std::is_void_v<T>) return std::move(*result);
}

}  // namespace vc::test
