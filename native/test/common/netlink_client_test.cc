// SPDX-License-Identifier: Apache-2.0
#include "common/netlink_client.h"

#include <gtest/gtest.h>
#include <linux/rtnetlink.h>

#include <cerrno>
#include <string>
#include <vector>

#include "common/system_error.h"
#include "scripted_netlink_socket.h"

namespace vc::netlink {
namespace {

using test::ScriptedNetlinkSocket;

MessageBuilder get_link() { return {RTM_GETLINK, NLM_F_REQUEST | NLM_F_DUMP, ifinfomsg{}}; }

std::string link_answer(std::uint32_t sequence, int index, std::uint16_t flags = NLM_F_MULTI) {
  ifinfomsg header{};
  header.ifi_index = index;
  return MessageBuilder(RTM_NEWLINK, flags, header).finish(sequence);
}

std::string done(std::uint32_t sequence, int error = 0) {
  return MessageBuilder(NLMSG_DONE, NLM_F_MULTI, error).finish(sequence);
}

std::string acknowledgement(std::uint32_t sequence, int error) {
  nlmsgerr body{};
  body.error = error;
  return MessageBuilder(NLMSG_ERROR, NLM_F_CAPPED, body).finish(sequence);
}

std::string refusal(std::uint32_t sequence, int error, const char* words) {
  nlmsgerr body{};
  body.error = error;
  body.msg.nlmsg_len = sizeof body.msg;
  MessageBuilder message(NLMSG_ERROR, NLM_F_CAPPED | NLM_F_ACK_TLVS, body);
  return message.text(NLMSGERR_ATTR_MSG, words).finish(sequence);
}

std::vector<int> dumped_indexes(ScriptedNetlinkSocket& socket) {
  std::vector<int> indexes;
  Client(socket).dump(get_link(), "list links", [&](const Message& message) {
    ifinfomsg header{};
    split_payload(message.payload, header);
    indexes.push_back(header.ifi_index);
  });
  return indexes;
}

int error_of_dump(std::deque<std::string> answers) {
  ScriptedNetlinkSocket socket(std::move(answers));
  try {
    dumped_indexes(socket);
    return 0;
  } catch (const SystemError& error) {
    return error.error_number();
  }
}

TEST(NetlinkClient, CollectsADumpOverDatagrams) {
  ScriptedNetlinkSocket socket({link_answer(1, 1) + link_answer(1, 2), link_answer(1, 3), done(1)});
  EXPECT_EQ(dumped_indexes(socket), (std::vector<int>{1, 2, 3}));
  EXPECT_EQ(socket.sent.size(), 1u);
}

TEST(NetlinkClient, PassesOverAnswersToEarlierRequests) {
  ScriptedNetlinkSocket socket({link_answer(99, 9), acknowledgement(99, -EPERM), link_answer(1, 1) + done(1)});
  EXPECT_EQ(dumped_indexes(socket), (std::vector<int>{1}));
}

TEST(NetlinkClient, RepeatsADumpThatWasOvertaken) {
  ScriptedNetlinkSocket socket(
      {link_answer(1, 1, NLM_F_MULTI | NLM_F_DUMP_INTR), done(1), link_answer(2, 5), done(2)});
  EXPECT_EQ(dumped_indexes(socket), (std::vector<int>{5}));
  EXPECT_EQ(socket.sent.size(), 2u);
}

TEST(NetlinkClient, ReportsADumpThatFails) {
  EXPECT_EQ(error_of_dump({acknowledgement(1, -EOPNOTSUPP)}), EOPNOTSUPP);
  EXPECT_EQ(error_of_dump({link_answer(1, 1), done(1, -ENODEV)}), ENODEV);
  EXPECT_EQ(error_of_dump({link_answer(1, 1).substr(0, 20)}), EBADMSG);
}

TEST(NetlinkClient, NumbersItsRequests) {
  ScriptedNetlinkSocket socket({acknowledgement(1, 0), acknowledgement(2, 0)});
  Client client(socket);
  const MessageBuilder message(RTM_NEWLINK, NLM_F_REQUEST | NLM_F_ACK, ifinfomsg{});
  client.request(message, "first");
  client.request(message, "second");
  ASSERT_EQ(socket.sent.size(), 2u);
  std::string_view second = socket.sent[1];
  EXPECT_EQ(take_message(second).header.nlmsg_seq, 2u);
}

TEST(NetlinkClient, ARefusalHasTheKernelsWords) {
  ScriptedNetlinkSocket socket({refusal(1, -EINVAL, "MTU greater than device maximum")});
  Client client(socket);
  try {
    client.request(MessageBuilder(RTM_NEWLINK, NLM_F_REQUEST | NLM_F_ACK, ifinfomsg{}), "change eth0");
    FAIL() << "nothing was thrown";
  } catch (const SystemError& error) {
    EXPECT_EQ(error.error_number(), EINVAL);
    EXPECT_STREQ(error.what(), "netlink change eth0 (MTU greater than device maximum): Invalid argument");
  }
}

}  // namespace
}  // namespace vc::netlink
