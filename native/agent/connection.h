// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "agent/event_loop.h"
#include "agent/payload.h"
#include "agent/router.h"
#include "agent/wait_queue.h"
#include "common/ttrpc_frame.h"
#include "common/unique_fd.h"

namespace vc::agent {

class ServedCall;

// What a call is answered with: a message, or a status that says why not.
struct Answer {
  static Answer failure(RpcCode code, std::string message) {
    return {code, std::move(message), {}};
  }

  RpcCode code = RpcCode::kOk;
  std::string message;
  Payload payload;
};

// A ttRPC server's side of one byte stream. Every call is a coroutine; answers
// are written whole, in the order in which they are ready.
class Connection : public std::enable_shared_from_this<Connection> {
 public:
  struct Options {
    // Called once, from the loop, when the stream has ended.
    std::function<void()> on_closed;
    // EPOLLET for a descriptor that reports readiness only by edges.
    std::uint32_t epoll_flags = 0;
  };

  // `fd` must be non-blocking and stay open until the connection is destroyed.
  static std::shared_ptr<Connection> start(EventLoop& loop, const Router& router, int fd,
                                           Options options);
  ~Connection();

  // Cancels the calls under way and stops; repeatable.
  void close();
  // Runs `action` when all answers queued so far were written, or never can be.
  void when_flushed(std::function<void()> action);

 private:
  friend class ServedCall;

  Connection(EventLoop& loop, const Router& router, int fd, Options options);

  void on_events(std::uint32_t events);
  bool read_some();
  void on_frame(const ttrpc::FrameHeader& header, std::string&& body);
  void on_request(std::uint32_t stream_id, const std::string& body);
  bool accept_stream(std::uint32_t stream_id);
  void send(std::uint32_t stream_id, Answer answer);
  void queue(std::string bytes);
  void write_queued();
  void consumed(std::size_t size);
  void update_watch();
  bool congested() const;

  EventLoop& loop_;
  const Router& router_;
  int fd_;
  Options options_;
  bool open_ = true;
  FdWatch watch_;
  std::uint32_t watched_ = 0;
  ttrpc::FrameDecoder decoder_;
  std::uint32_t last_stream_id_ = 0;
  std::set<std::shared_ptr<ServedCall>> calls_;
  std::deque<std::string> output_;
  std::size_t output_size_bytes_ = 0;
  std::size_t front_written_bytes_ = 0;
  WaitQueue room_;
  std::vector<std::function<void()>> flush_actions_;
};

}  // namespace vc::agent
