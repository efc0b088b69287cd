// SPDX-License-Identifier: Apache-2.0
#include "common/netlink_message.h"

#include <gtest/gtest.h>
#include <linux/if_link.h>
#include <linux/rtnetlink.h>

#include <cerrno>
#include <stdexcept>

#include "common/system_error.h"

namespace vc::netlink {
namespace {

using namespace std::string_literals;

ifinfomsg link_header(int index) {
  ifinfomsg header{};
  header.ifi_index = index;
  return header;
}

TEST(NetlinkMessage, IsBuiltAsTheKernelTakesIt) {
  MessageBuilder message(RTM_NEWLINK, NLM_F_REQUEST | NLM_F_ACK, link_header(2));
  message.attribute(IFLA_MTU, std::uint32_t{1400}).text(IFLA_IFNAME, "eth0");
  // What `ip link set dev eth0 mtu 1400 name eth0` sends, on little-endian machines.
  const std::string expected =
      "\x34\x00\x00\x00\x10\x00\x05\x00\x07\x00\x00\x00\x00\x00\x00\x00"s
      "\x00\x00\x00\x00\x02\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00"s
      "\x08\x00\x04\x00\x78\x05\x00\x00"s
      "\x09\x00\x03\x00"s
      "eth0\x00\x00\x00\x00"s;
  EXPECT_EQ(message.finish(7), expected);
}

TEST(NetlinkMessage, NestsAttributes) {
  MessageBuilder message(RTM_NEWLINK, NLM_F_REQUEST, link_header(0));
  const std::size_t outer = message.begin_nest(IFLA_LINKINFO);
  message.text(IFLA_INFO_KIND, "veth");
  message.end_nest(outer);
  message.attribute(IFLA_MTU, std::uint32_t{9});
  std::string bytes = message.finish(1);
  std::string_view rest = bytes;
  ifinfomsg header{};
  const Attributes top = split_payload(take_message(rest).payload, header);
  const auto nested = top.find(IFLA_LINKINFO);
  ASSERT_TRUE(nested.has_value());
  EXPECT_EQ(Attributes(*nested).text(IFLA_INFO_KIND), "veth");
  EXPECT_EQ(top.number<std::uint32_t>(IFLA_MTU), 9u);
}

TEST(NetlinkMessage, RefusesAnAttributeThatItsLengthCannotTell) {
  MessageBuilder message(RTM_NEWLINK, NLM_F_REQUEST, link_header(0));
  EXPECT_THROW(message.attribute(IFLA_IFNAME, std::string(0xfffc, 'x')), std::length_error);
}

TEST(NetlinkMessage, TakesOneMessageAfterTheOther) {
  const MessageBuilder message(RTM_GETLINK, NLM_F_REQUEST, link_header(3));
  const std::string bytes = message.finish(1) + message.finish(2);
  std::string_view rest = bytes;
  EXPECT_EQ(take_message(rest).header.nlmsg_seq, 1u);
  EXPECT_EQ(take_message(rest).header.nlmsg_seq, 2u);
  EXPECT_TRUE(rest.empty());
}

TEST(NetlinkMessage, RefusesWhatIsCut) {
  const std::string whole = MessageBuilder(RTM_GETLINK, NLM_F_REQUEST, link_header(3)).finish(1);
  for (std::size_t size = 0; size < whole.size(); ++size) {
    std::string_view cut = std::string_view(whole).substr(0, size);
    EXPECT_THROW(take_message(cut), SystemError) << size;
  }
  std::string lying = whole;
  lying[0] = 8;  // less than a header
  std::string_view rest = lying;
  EXPECT_THROW(take_message(rest), SystemError);
  ifinfomsg header{};
  EXPECT_THROW(split_payload("short", header), SystemError);
}

TEST(NetlinkAttributes, MalformedOnesAreAbsent) {
  EXPECT_EQ(Attributes("").find(1), std::nullopt);
  EXPECT_EQ(Attributes("\x03\x00\x01\x00"s).find(1), std::nullopt);   // shorter than its header
  EXPECT_EQ(Attributes("\x10\x00\x01\x00zz"s).find(1), std::nullopt);  // longer than what is there
  EXPECT_EQ(Attributes("\x06\x00\x01\x00zz"s).number<std::uint32_t>(1), std::nullopt);
}

TEST(NetlinkAttributes, TheLastOfATypeCounts) {
  const std::string twice = "\x05\x00\x01\x00"s "a\x00\x00\x00"s "\x05\x00\x01\x00"s "b"s;
  EXPECT_EQ(Attributes(twice).text(1), "b");
  // The flags in a type's upper bits are no part of it.
  EXPECT_EQ(Attributes("\x05\x00\x01\x80"s "n"s).text(1), "n");
}

}  // namespace
}  // namespace vc::netlink
