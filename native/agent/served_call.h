// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "agent/connection.h"
#include "agent/router.h"
#include "ttrpc.pb.h"

namespace vc::agent {

// One request of a connection, from its frame to its answer. It outlives the
// connection when its handler is still at work then; the answer is dropped.
class ServedCall : public Call, public std::enable_shared_from_this<ServedCall> {
 public:
  ServedCall(EventLoop& loop, std::weak_ptr<Connection> connection, std::uint32_t stream_id);

  // Runs the handler that the request names; `timeout` of 0 is without limit.
  void start(const Router& router, ::ttrpc::Request request);
  // Nobody waits for the answer any more.
  void abandon();

  CancelToken& token() override { return token_; }
  Task<> answer_room() override;
  void after_answer(std::function<void()> action) override;

 private:
  static Detached run(std::shared_ptr<ServedCall> self, const Router& router,
                      ::ttrpc::Request request);
  static Task<Answer> respond(std::shared_ptr<ServedCall> self, const Router& router,
                              ::ttrpc::Request request);
  void answer(Answer answer);
  void finished();

  EventLoop& loop_;
  std::weak_ptr<Connection> connection_;
  std::uint32_t stream_id_;
  bool answered_ = false;
  CancelToken token_;
  Timer deadline_;
  std::vector<std::function<void()>> after_answer_;
};

}  // namespace vc::agent
