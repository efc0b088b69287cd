// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cerrno>
#include <deque>
#include <string>
#include <string_view>
#include <vector>

#include "common/netlink_socket.h"
#include "common/system_error.h"

namespace vc::test {

// A kernel played from a script: it records what is sent and answers, datagram by
// datagram, with what it was given.
class ScriptedNetlinkSocket : public netlink::Socket {
 public:
  explicit ScriptedNetlinkSocket(std::deque<std::string> answers) : answers_(std::move(answers)) {}

  void send(std::string_view datagram) override { sent.emplace_back(datagram); }
  std::string receive() override {
    if (answers_.empty()) throw SystemError(EAGAIN, "recv", "the script is over");
    std::string answer = std::move(answers_.front());
    answers_.pop_front();
    return answer;
  }

  std::vector<std::string> sent;

 private:
  std::deque<std::string> answers_;
};

}  // namespace vc::test
