// SPDX-License-Identifier: Apache-2.0
#include "agent/process_streams.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <optional>

#include "agent/rpc_error.h"
#include "common/system_error.h"

namespace vc::agent {
namespace {

constexpr std::uint32_t kMaxReadSizeBytes = 1024 * 1024;
constexpr std::size_t kMinReadSizeBytes = 4096;
constexpr std::chrono::milliseconds kDrainTime{500};

// How much to make room for: a reader may ask for far more than a pipe holds.
std::size_t buffer_size(int fd, std::uint32_t max_size_bytes) {
  int available = 0;
  if (::ioctl(fd, FIONREAD, &available) < 0) available = 0;
  // Enough for what arrives between the two calls, and never nothing: a read of
  // nothing could not be told from the end.
  const auto wanted = std::max(static_cast<std::size_t>(std::max(available, 0)), kMinReadSizeBytes);
  return std::min<std::size_t>(wanted, max_size_bytes);
}

// Nothing: try again later. Empty: the end.
std::optional<std::string> try_read(AsyncFd& stream, std::uint32_t max_size_bytes) {
  if (stream.closed()) return std::string();
  std::string data(buffer_size(stream.get(), max_size_bytes), '\0');
  const ssize_t got = ::read(stream.get(), data.data(), data.size());
  if (got >= 0) {
    data.resize(static_cast<std::size_t>(got));
    return data;
  }
  if (errno == EAGAIN || errno == EINTR) return std::nullopt;
  // A terminal whose last user is gone says EIO where a pipe says end of file.
  if (errno == EIO) return std::string();
  throw_errno("read");
}

void require_wanted(WakeReason reason) {
  if (reason == WakeReason::kCancelled) throw RpcError(RpcCode::kCancelled, "cancelled");
}

}  // namespace

Task<std::string> read_output(Call& call, std::shared_ptr<GuestProcess> process,
                              OutputStream which, std::uint32_t max_size_bytes) {
  if (max_size_bytes == 0) throw RpcError(RpcCode::kInvalidArgument, "len is zero");
  const std::shared_ptr<AsyncFd> stream =
      which == OutputStream::kStdout ? process->stdio().output() : process->stdio().error();
  if (!stream) co_return std::string();
  const std::uint32_t size = std::min(max_size_bytes, kMaxReadSizeBytes);
  for (;;) {
    co_await call.answer_room();
    std::optional<std::string> data = try_read(*stream, size);
    if (data) co_return std::move(*data);
    std::optional<Clock::time_point> until;
    if (process->end()) until = process->end()->at + kDrainTime;
    if (until && Clock::now() >= *until) co_return std::string();
    // The process's end wakes this as well, and sets the time.
    require_wanted(co_await stream->readable(&call.token(), until));
  }
}

Task<std::uint32_t> write_input(Call& call, std::shared_ptr<GuestProcess> process,
                                std::string data) {
  const std::shared_ptr<AsyncFd> stream = process->stdio().input();
  if (!stream) throw RpcError(RpcCode::kInternal, "stdin is closed");
  std::size_t written = 0;
  while (written < data.size() && !stream->closed()) {
    const ssize_t count = ::write(stream->get(), data.data() + written, data.size() - written);
    if (count > 0) {
      written += static_cast<std::size_t>(count);
    } else if (errno == EAGAIN) {
      require_wanted(co_await stream->writable(&call.token()));
    } else if (errno == EPIPE || errno == EIO) {
      break;
    } else if (errno != EINTR) {
      throw_errno("write");
    }
  }
  if (written == 0 && !data.empty()) throw RpcError(RpcCode::kInternal, "stdin has no reader");
  co_return static_cast<std::uint32_t>(written);
}

}  // namespace vc::agent
