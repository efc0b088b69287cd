// SPDX-License-Identifier: Apache-2.0
#include "common/netlink_client.h"

#include <algorithm>
#include <cerrno>
#include <string>

#include "common/system_error.h"

namespace vc::netlink {
namespace {

constexpr int kMaxDumpAttempts = 16;
// More than any machine's links, addresses or routes; the guest must not grow without end.
constexpr std::size_t kMaxDumpBytes = 16 * 1024 * 1024;

// The words that come with an error: attributes after it and, unless capped, after
// the request that it repeats.
std::string explanation(const Message& message) {
  if (!(message.header.nlmsg_flags & NLM_F_ACK_TLVS)) return {};
  nlmsgerr error;
  std::memcpy(&error, message.payload.data(), sizeof error);
  std::size_t at = sizeof error;
  if (!(message.header.nlmsg_flags & NLM_F_CAPPED)) {
    at += padded(error.msg.nlmsg_len) - sizeof error.msg;
  }
  return Attributes(message.payload.substr(std::min(at, message.payload.size())))
      .text(NLMSGERR_ATTR_MSG);
}

// Of a message of type NLMSG_ERROR: returns for an acknowledgement, throws for a refusal.
void check_error(const Message& message, std::string_view act) {
  if (message.payload.size() < sizeof(nlmsgerr)) throw_malformed();
  int error = 0;
  std::memcpy(&error, message.payload.data(), sizeof error);
  if (error == 0) return;
  std::string subject(act);
  if (const std::string words = explanation(message); !words.empty()) {
    subject.append(" (").append(words).append(")");
  }
  throw SystemError(-error, "netlink", subject);
}

// A dump can fail at its end too: NLMSG_DONE carries an errno.
void check_done(const Message& message, std::string_view act) {
  int error = 0;
  if (message.payload.size() < sizeof error) return;
  std::memcpy(&error, message.payload.data(), sizeof error);
  if (error < 0) throw SystemError(-error, "netlink", act);
}

}  // namespace

void Client::request(const MessageBuilder& message, std::string_view act) {
  const std::uint32_t sequence = ++sequence_;
  socket_.send(message.finish(sequence));
  for (;;) {
    const std::string datagram = socket_.receive();
    for (std::string_view rest = datagram; !rest.empty();) {
      const Message answer = take_message(rest);
      // What is left of an earlier request that failed half-way.
      if (answer.header.nlmsg_seq != sequence) continue;
      if (answer.header.nlmsg_type == NLMSG_ERROR) return check_error(answer, act);
    }
  }
}

void Client::dump(const MessageBuilder& message, std::string_view act,
                  const std::function<void(const Message&)>& visit) {
  std::string answers;
  for (int attempt = 0; attempt < kMaxDumpAttempts; ++attempt) {
    if (!try_dump(message, act, answers)) continue;
    for (std::string_view rest = answers; !rest.empty();) visit(take_message(rest));
    return;
  }
  throw SystemError(EBUSY, "netlink", act);
}

// False when the answer is not of one moment.
bool Client::try_dump(const MessageBuilder& message, std::string_view act, std::string& answers) {
  const std::uint32_t sequence = ++sequence_;
  bool consistent = true;
  answers.clear();
  socket_.send(message.finish(sequence));
  for (;;) {
    const std::string datagram = socket_.receive();
    for (std::string_view rest = datagram; !rest.empty();) {
      const std::string_view before = rest;
      const Message answer = take_message(rest);
      if (answer.header.nlmsg_seq != sequence) continue;
      if (answer.header.nlmsg_flags & NLM_F_DUMP_INTR) consistent = false;
      if (answer.header.nlmsg_type == NLMSG_ERROR) check_error(answer, act);
      if (answer.header.nlmsg_type == NLMSG_DONE) {
        check_done(answer, act);
        return consistent;
      }
      answers.append(before.substr(0, before.size() - rest.size()));
    }
    if (answers.size() > kMaxDumpBytes) throw SystemError(EMSGSIZE, "netlink", act);
  }
}

}  // namespace vc::netlink
