// SPDX-License-Identifier: Apache-2.0
#include "agent/served_call.h"

#include <algorithm>
#include <exception>
#include <new>
#include <utility>

#include "common/system_error.h"

namespace vc::agent {
namespace {

using ::ttrpc::Request;

// Far beyond any call, and as far from where the clock's numbers end.
constexpr std::chrono::nanoseconds kMaxTimeout = std::chrono::hours(24 * 365);

// Inside a catch block: the answer that the exception being handled stands for.
Answer failure_from_exception() {
  try {
    throw;
  } catch (const RpcError& error) {
    return Answer::failure(error.code(), error.what());
  } catch (const std::bad_alloc&) {
    return Answer::failure(RpcCode::kResourceExhausted, "out of memory");
  } catch (const std::exception& error) {
    return Answer::failure(RpcCode::kInternal, error.what());
  }
}

}  // namespace

ServedCall::ServedCall(EventLoop& loop, std::weak_ptr<Connection> connection,
                       std::uint32_t stream_id)
    : loop_(loop), connection_(std::move(connection)), stream_id_(stream_id), deadline_(loop) {}

void ServedCall::start(const Router& router, Request request) {
  if (request.timeout_nano() > 0) {
    const auto timeout = std::min(std::chrono::nanoseconds(request.timeout_nano()), kMaxTimeout);
    // The timer dies with this object, so it may hold a plain pointer.
    deadline_.arm(Clock::now() + timeout, [this] {
      const auto self = shared_from_this();
      answer(Answer::failure(RpcCode::kDeadlineExceeded, "timeout"));
      token_.cancel();
    });
  }
  run(shared_from_this(), router, std::move(request));
}

void ServedCall::abandon() {
  answered_ = true;
  deadline_.disarm();
  token_.cancel();
}

Task<> ServedCall::answer_room() {
  for (;;) {
    // Held across the wait: its queue must not vanish under the waiter.
    const std::shared_ptr<Connection> connection = connection_.lock();
    if (!connection || !connection->congested()) co_return;
    const WakeReason reason = co_await connection->room_.wait(&token_);
    if (reason == WakeReason::kCancelled) throw RpcError(RpcCode::kCancelled, "cancelled");
  }
}

void ServedCall::after_answer(std::function<void()> action) {
  after_answer_.push_back(std::move(action));
}

Detached ServedCall::run(std::shared_ptr<ServedCall> self, const Router& router, Request request) {
  Answer answer = co_await respond(self, router, std::move(request));
  self->answer(std::move(answer));
  self->finished();
}

Task<Answer> ServedCall::respond(std::shared_ptr<ServedCall> self, const Router& router,
                                 Request request) {
  try {
    const Router::Handler& handler = router.find(request.service(), request.method());
    std::string payload = std::move(*request.mutable_payload());
    Answer answer;
    answer.payload = co_await handler(self, std::move(payload));
    co_return answer;
  } catch (...) {
    co_return failure_from_exception();
  }
}

void ServedCall::answer(Answer answer) {
  if (std::exchange(answered_, true)) return;
  deadline_.disarm();
  if (const auto connection = connection_.lock()) connection->send(stream_id_, std::move(answer));
}

void ServedCall::finished() {
  const auto connection = connection_.lock();
  if (connection) connection->calls_.erase(shared_from_this());
  for (std::function<void()>& action : after_answer_) {
    if (connection) {
      connection->when_flushed(std::move(action));
    } else {
      loop_.post(std::move(action));
    }
  }
  after_answer_.clear();
}

}  // namespace vc::agent
