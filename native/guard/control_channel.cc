// SPDX-License-Identifier: Apache-2.0
#include "guard/control_channel.h"

#include <poll.h>
#include <sys/socket.h>

#include <array>
#include <cerrno>

namespace vc::guard {

bool ControlChannel::receive() {
  std::array<char, 4096> chunk;
  const ssize_t got = ::recv(socket_.get(), chunk.data(), chunk.size(), MSG_DONTWAIT);
  if (got < 0) return errno == EAGAIN || errno == EINTR;
  reader_.append({chunk.data(), static_cast<std::size_t>(got)});
  return got > 0;
}

void ControlChannel::send(std::initializer_list<std::string_view> fields) {
  const std::string message = encode_message(fields);
  std::string_view rest = message;
  while (!rest.empty()) {
    const ssize_t sent = ::send(socket_.get(), rest.data(), rest.size(), MSG_NOSIGNAL);
    if (sent >= 0) {
      rest.remove_prefix(static_cast<std::size_t>(sent));
    } else if (errno == EAGAIN) {
      pollfd writable{socket_.get(), POLLOUT, 0};
      ::poll(&writable, 1, -1);
    } else if (errno != EINTR) {
      return;
    }
  }
}

}  // namespace vc::guard
