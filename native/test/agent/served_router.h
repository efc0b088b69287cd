// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstdint>
#include <future>
#include <memory>
#include <stdexcept>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "agent/connection.h"
#include "agent/event_loop.h"
#include "agent/router.h"
#include "common/bounded_file.h"
#include "common/system_error.h"
#include "common/ttrpc_frame.h"
#include "common/unique_fd.h"
#include "ttrpc.pb.h"

namespace vc::test {

// An answer as a client sees it.
struct Answer {
  std::uint32_t stream_id = 0;
  ::ttrpc::Response response;

  agent::RpcCode code() const { return static_cast<agent::RpcCode>(response.status().code()); }
};

// A client's end of a connection: blocking, with a limit on every wait.
class TestClient {
 public:
  explicit TestClient(UniqueFd fd) : fd_(std::move(fd)) {}

  void send(std::string_view bytes) { write_all(fd_.get(), bytes); }
  static std::string frame(std::uint32_t stream_id, std::string_view body,
                           std::uint8_t type = ttrpc::kRequest, std::uint8_t flags = 0) {
    const auto header = ttrpc::encode_header(
        {static_cast<std::uint32_t>(body.size()), stream_id, type, flags});
    return std::string(header.begin(), header.end()).append(body);
  }
  static std::string request(std::uint32_t stream_id, const std::string& service, const std::string& method,
                             const std::string& payload = {}, std::int64_t timeout_nano = 0) {
    ::ttrpc::Request request;
    request.set_service(service);
    request.set_method(method);
    request.set_payload(payload);
    request.set_timeout_nano(timeout_nano);
    return frame(stream_id, request.SerializeAsString());
  }

  // The next answer. Throws when none comes in time or the connection ends.
  Answer receive() {
    ttrpc::HeaderBytes header{};
    read_exactly(header.data(), header.size());
    const ttrpc::FrameHeader decoded = ttrpc::decode_header(header);
    if (decoded.type != ttrpc::kResponse) throw std::runtime_error("not an answer");
    std::string body(decoded.body_size_bytes, '\0');
    read_exactly(body.data(), body.size());
    Answer answer{decoded.stream_id, {}};
    if (!answer.response.ParseFromString(body)) throw std::runtime_error("malformed answer");
    return answer;
  }
  // Sends one request and returns its answer, which must be the next.
  Answer call(std::uint32_t stream_id, const std::string& method, const std::string& payload = {}) {
    send(request(stream_id, "test.Service", method, payload));
    return receive();
  }
  void close() { fd_.reset(); }

 private:
  static constexpr int kTimeoutMs = 20'000;

  void read_exactly(char* to, std::size_t size) {
    while (size > 0) {
      pollfd readable{fd_.get(), POLLIN, 0};
      if (::poll(&readable, 1, kTimeoutMs) == 0) throw std::runtime_error("no answer in time");
      const ssize_t got = ::read(fd_.get(), to, size);
      if (got <= 0) throw std::runtime_error("connection ended");
      to += got;
      size -= static_cast<std::size_t>(got);
    }
  }

  UniqueFd fd_;
};

// Runs a loop on a thread of its own and serves a router on socket pairs.
class ServedRouter {
 public:
  agent::EventLoop& loop() { return loop_; }
  agent::Router& router() { return router_; }

  // To be called when the router has all its methods.
  void start() {
    thread_ = std::thread([this] { loop_.run(); });
  }
  // Closes the connections and ends the thread; to be called before what the methods use goes.
  void stop() {
    if (!thread_.joinable()) return;
    in_loop([this] {
      for (Served& served : served_) served.connection->close();
    });
    // A turn later, when the cancelled calls have run to their ends.
    in_loop([] {});
    loop_.post_from_thread([this] { loop_.stop(); });
    thread_.join();
  }
  ~ServedRouter() { stop(); }

  TestClient connect() {
    int ends[2];
    checked(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends), "socketpair");
    UniqueFd ours(ends[0]);
    const int flags = checked(::fcntl(ours.get(), F_GETFL), "fcntl");
    checked(::fcntl(ours.get(), F_SETFL, flags | O_NONBLOCK), "fcntl");
    in_loop([&] {
      Served served;
      served.connection = agent::Connection::start(loop_, router_, ours.get(), {});
      served.fd = std::move(ours);
      served_.push_back(std::move(served));
    });
    return TestClient(UniqueFd(ends[1]));
  }

  // Runs `work` in the loop and waits for it.
  void in_loop(std::function<void()> work) {
    std::promise<void> done;
    loop_.post_from_thread([&] {
      work();
      done.set_value();
    });
    done.get_future().wait();
  }

 private:
  struct Served {
    UniqueFd fd;
    std::shared_ptr<agent::Connection> connection;
  };

  agent::EventLoop loop_;
  agent::Router router_;
  std::vector<Served> served_;
  std::thread thread_;
};

}  // namespace vc::test
