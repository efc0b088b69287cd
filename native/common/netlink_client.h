// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <string_view>

#include "common/netlink_message.h"
#include "common/netlink_socket.h"

namespace vc::netlink {

// Makes requests, one at a time. A refusal is thrown as a SystemError with the
// kernel's errno, whose text has `act` (what was tried, on what) and the kernel's
// own words.
class Client {
 public:
  // The socket must outlive the client.
  explicit Client(Socket& socket) : socket_(socket) {}

  // Sends a message that changes something and waits for its acknowledgement.
  void request(const MessageBuilder& message, std::string_view act);

  // Calls `visit` with each message of the answer to a dump request. When the
  // kernel says that what it tells changed meanwhile, the dump is made again: the
  // messages of the first try are not visited.
  void dump(const MessageBuilder& message, std::string_view act,
            const std::function<void(const Message&)>& visit);

 private:
  bool try_dump(const MessageBuilder& message, std::string_view act, std::string& answers);

  Socket& socket_;
  std::uint32_t sequence_ = 0;
};

}  // namespace vc::netlink
