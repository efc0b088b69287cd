// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <exception>
#include <functional>
#include <memory>
#include <optional>
#include <type_traits>
#include <utility>
#include <variant>

#include "agent/event_loop.h"
#include "agent/task.h"
#include "agent/wait_queue.h"

namespace vc::agent {

// Runs `work` on a short-lived thread of its own. Only for what the kernel may
// hold for long and offers no event for (mounting, onlining a CPU, a file of a
// shared file system), so the cost of a thread does not matter.
void run_on_thread(std::function<void()> work);

// Awaits `work` run on a thread. What it captures must be copies: the thread
// shares nothing with the loop. Its exception is thrown to the awaiter.
template <typename Work, typename Result = std::invoke_result_t<Work&>>
Task<Result> offload(EventLoop& loop, Work work) {
  struct State {
    explicit State(EventLoop& loop) : done(loop) {}
    WaitQueue done;
    bool finished = false;
    std::exception_ptr failure;
    std::conditional_t<std::is_void_v<Result>, std::monostate, std::optional<Result>> result;
  };
  auto state = std::make_shared<State>(loop);
  run_on_thread([&loop, state, work = std::move(work)]() mutable {
    try {
      if constexpr (std::is_void_v<Result>) {
        work();
      } else {
        state->result.emplace(work());
      }
    } catch (...) {
      state->failure = std::current_exception();
    }
    loop.post_from_thread([state] {
      state->finished = true;
      state->done.notify_all();
    });
  });
  while (!state->finished) co_await state->done.wait();
  if (state->failure) std::rethrow_exception(state->failure);
  if constexpr (!std::is_void_v<Result>) co_return std::move(*state->result);
}

}  // namespace vc::agent
