// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>

#include "common/unique_fd.h"
#include "guard/message.h"

namespace vc::guard {

// The guard's end of the control socket.
class ControlChannel {
 public:
  // Takes ownership of a connected stream socket.
  explicit ControlChannel(UniqueFd socket) : socket_(std::move(socket)) {}

  int fd() const { return socket_.get(); }

  // Takes in what has arrived, without waiting. False when the owner is gone.
  bool receive();

  // The next whole message that has arrived, if any.
  std::optional<Message> next() { return reader_.next(); }

  MessageReader::Fault fault() const { return reader_.fault(); }

  // Sends a message. An owner that is gone is noticed by receive, not here.
  void send(std::initializer_list<std::string_view> fields);

 private:
  UniqueFd socket_;
  MessageReader reader_;
};

}  // namespace vc::guard
