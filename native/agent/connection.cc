// SPDX-License-Identifier: Apache-2.0
#include "agent/connection.h"

#include <unistd.h>

#include <array>
#include <cerrno>
#include <utility>

#include "agent/log.h"
#include "agent/served_call.h"
#include "ttrpc.pb.h"

namespace vc::agent {
namespace {

using ::ttrpc::Request;
using ::ttrpc::Response;

constexpr std::size_t kReadSizeBytes = 64 * 1024;
// Reads in a row before other descriptors get their turn.
constexpr int kMaxReadsPerTurn = 16;
// Unwritten answers above which no further request is read.
constexpr std::size_t kMaxQueuedOutputBytes = 2 * ttrpc::kMaxBodySizeBytes;
// A parked call costs a few kilobytes; this bounds what a peer can make us hold.
constexpr std::size_t kMaxCalls = 4096;
// A payload up to this long is copied behind its header: cheaper than another write.
constexpr std::size_t kMaxCopiedBytes = 16 * 1024;
// The number of `payload` in ttrpc.Response.
constexpr unsigned kPayloadField = 2;

// The response message, but for the payload's body.
std::string envelope(const Answer& answer) {
  if (answer.code == RpcCode::kOk) {
    if (answer.payload.size() == 0) return {};
    return field_prefix(kPayloadField, answer.payload.size()) + answer.payload.head;
  }
  Response response;
  response.mutable_status()->set_code(static_cast<int>(answer.code));
  response.mutable_status()->set_message(answer.message);
  return response.SerializeAsString();
}

}  // namespace

std::shared_ptr<Connection> Connection::start(EventLoop& loop, const Router& router, int fd,
                                              Options options) {
  std::shared_ptr<Connection> connection(new Connection(loop, router, fd, std::move(options)));
  connection->update_watch();
  return connection;
}

Connection::Connection(EventLoop& loop, const Router& router, int fd, Options options)
    : loop_(loop),
      router_(router),
      fd_(fd),
      options_(std::move(options)),
      watch_(loop, fd, [this](std::uint32_t events) { on_events(events); }),
      decoder_({[this](const ttrpc::FrameHeader& header, std::string&& body) {
                  on_frame(header, std::move(body));
                },
                [this](const ttrpc::FrameHeader& header) {
                  if (header.type != ttrpc::kRequest) return;
                  send(header.stream_id,
                       Answer::failure(RpcCode::kResourceExhausted,
                                       "message is longer than 4194304 bytes"));
                }}),
      room_(loop) {}

Connection::~Connection() { close(); }

void Connection::close() {
  if (!std::exchange(open_, false)) return;
  watch_.set(0);
  for (const std::shared_ptr<ServedCall>& call : std::exchange(calls_, {})) call->abandon();
  output_.clear();
  output_size_bytes_ = 0;
  room_.notify_all();
  for (std::function<void()>& action : std::exchange(flush_actions_, {})) {
    loop_.post(std::move(action));
  }
  if (options_.on_closed) loop_.post(std::move(options_.on_closed));
}

void Connection::when_flushed(std::function<void()> action) {
  if (output_.empty()) {
    loop_.post(std::move(action));
  } else {
    flush_actions_.push_back(std::move(action));
  }
}

bool Connection::congested() const { return open_ && output_size_bytes_ > kMaxQueuedOutputBytes; }

void Connection::on_events(std::uint32_t) {
  // The owner may let go of the connection in a handler run from here.
  const std::shared_ptr<Connection> self = shared_from_this();
  write_queued();
  for (int reads = 0; open_ && !congested(); ++reads) {
    if (reads == kMaxReadsPerTurn) {
      loop_.post([weak = weak_from_this()] {
        if (const auto connection = weak.lock()) connection->on_events(EPOLLIN);
      });
      break;
    }
    if (!read_some()) break;
  }
  update_watch();
}

bool Connection::read_some() {
  std::array<char, kReadSizeBytes> buffer;
  const ssize_t got = ::read(fd_, buffer.data(), buffer.size());
  if (got > 0) {
    decoder_.feed({buffer.data(), static_cast<std::size_t>(got)});
    return true;
  }
  if (got < 0 && errno == EINTR) return true;
  if (got < 0 && errno == EAGAIN) return false;
  if (!decoder_.at_boundary()) log(LogLevel::kWarning, "connection ended inside a frame");
  close();
  return false;
}

void Connection::on_frame(const ttrpc::FrameHeader& header, std::string&& body) {
  // Data frames belong to streaming calls, of which the agent serves none.
  if (!open_ || header.type != ttrpc::kRequest) return;
  if (!accept_stream(header.stream_id)) return;
  if (header.flags & ttrpc::kRemoteOpen) {
    send(header.stream_id,
         Answer::failure(RpcCode::kUnimplemented, "streaming calls are not served"));
    return;
  }
  on_request(header.stream_id, body);
}

bool Connection::accept_stream(std::uint32_t stream_id) {
  if (stream_id % 2 == 0) {
    send(stream_id,
         Answer::failure(RpcCode::kInvalidArgument, "stream id of a client must be odd"));
    return false;
  }
  if (stream_id <= last_stream_id_) {
    send(stream_id, Answer::failure(RpcCode::kInvalidArgument, "stream id must rise"));
    return false;
  }
  last_stream_id_ = stream_id;
  return true;
}

void Connection::on_request(std::uint32_t stream_id, const std::string& body) {
  Request request;
  if (!request.ParseFromString(body)) {
    send(stream_id, Answer::failure(RpcCode::kInvalidArgument, "malformed request envelope"));
    return;
  }
  if (calls_.size() >= kMaxCalls) {
    send(stream_id, Answer::failure(RpcCode::kResourceExhausted, "too many calls under way"));
    return;
  }
  const auto call = std::make_shared<ServedCall>(loop_, weak_from_this(), stream_id);
  calls_.insert(call);
  call->start(router_, std::move(request));
}

void Connection::send(std::uint32_t stream_id, Answer answer) {
  if (!open_) return;
  std::string body = envelope(answer);
  if (body.size() + answer.payload.body.size() > ttrpc::kMaxBodySizeBytes) {
    return send(stream_id, Answer::failure(RpcCode::kResourceExhausted,
                                           "answer is longer than 4194304 bytes"));
  }
  const auto size = static_cast<std::uint32_t>(body.size() + answer.payload.body.size());
  const auto header = ttrpc::encode_header({size, stream_id, ttrpc::kResponse, 0});
  body.insert(0, header.data(), header.size());
  const bool idle = output_.empty();
  if (answer.payload.body.size() <= kMaxCopiedBytes) body.append(answer.payload.body);
  queue(std::move(body));
  if (answer.payload.body.size() > kMaxCopiedBytes) queue(std::move(answer.payload.body));
  if (idle) write_queued();
  update_watch();
}

void Connection::queue(std::string bytes) {
  output_size_bytes_ += bytes.size();
  output_.push_back(std::move(bytes));
}

void Connection::write_queued() {
  while (open_ && !output_.empty()) {
    const std::string& front = output_.front();
    const ssize_t written = ::write(fd_, front.data() + front_written_bytes_,
                                    front.size() - front_written_bytes_);
    if (written < 0 && errno == EINTR) continue;
    if (written < 0 && errno == EAGAIN) return;
    if (written < 0) return close();
    consumed(static_cast<std::size_t>(written));
  }
}

void Connection::consumed(std::size_t size) {
  const bool was_congested = congested();
  output_size_bytes_ -= size;
  front_written_bytes_ += size;
  if (front_written_bytes_ == output_.front().size()) {
    output_.pop_front();
    front_written_bytes_ = 0;
  }
  if (was_congested && !congested()) room_.notify_all();
  if (!output_.empty()) return;
  for (std::function<void()>& action : std::exchange(flush_actions_, {})) {
    loop_.post(std::move(action));
  }
}

void Connection::update_watch() {
  if (!open_) return;
  std::uint32_t wanted = EPOLLIN | EPOLLOUT | EPOLLET;
  if (!(options_.epoll_flags & EPOLLET)) {
    wanted = (congested() ? 0u : EPOLLIN) | (output_.empty() ? 0u : EPOLLOUT);
  }
  // An unchanged interest must not cost a system call for every frame.
  if (std::exchange(watched_, wanted) != wanted) watch_.set(wanted);
}

}  // namespace vc::agent
