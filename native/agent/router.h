// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

#include "agent/payload.h"
#include "agent/rpc_error.h"
#include "agent/task.h"
#include "agent/wait_queue.h"

namespace vc::agent {

// What a handler may know of the call it serves.
class Call {
 public:
  virtual ~Call() = default;

  // Cancelled when the deadline passed or the connection is gone. A handler that
  // waits gives it to its waits; one that changes things runs on to its end, so
  // that what it builds is never left half-built.
  virtual CancelToken& token() = 0;
  // Waits until the peer reads its answers: for handlers whose answers are large.
  virtual Task<> answer_room() = 0;
  // Runs `action` once the answer has left, or could not be delivered.
  virtual void after_answer(std::function<void()> action) = 0;
};

// Finds the handler of a method by service and method name.
class Router {
 public:
  using Handler = std::function<Task<Payload>(std::shared_ptr<Call>, std::string payload)>;

  // `serve` is a callable (Call&, const Request&) -> Task<Response>. It lives as
  // long as the router, so a coroutine lambda may use its captures throughout. A
  // Response of Payload is a message that `serve` has serialized itself.
  template <typename Request, typename Response, typename Serve>
  void add(std::string_view service, std::string_view method, Serve serve) {
    handlers_[std::string(service)][std::string(method)] =
        [serve = std::move(serve)](std::shared_ptr<Call> call, std::string payload) {
          return decode_and_serve<Request, Response>(serve, std::move(call), std::move(payload));
        };
  }

  // Throws RpcError UNIMPLEMENTED for an unknown service or method.
  const Handler& find(const std::string& service, const std::string& method) const;

 private:
  template <typename Request, typename Response, typename Serve>
  static Task<Payload> decode_and_serve(const Serve& serve, std::shared_ptr<Call> call,
                                        std::string payload) {
    Request request;
    if (!request.ParseFromString(payload)) {
      throw RpcError(RpcCode::kInvalidArgument, "malformed request message");
    }
    std::string().swap(payload);
    Response response = co_await serve(*call, request);
    if constexpr (std::is_same_v<Response, Payload>) {
      co_return response;
    } else {
      co_return Payload{response.SerializeAsString(), {}};
    }
  }

  std::map<std::string, std::map<std::string, Handler>> handlers_;
};

}  // namespace vc::agent
