// SPDX-License-Identifier: Apache-2.0
#include "agent/network_interface.h"

#include <gtest/gtest.h>
#include <linux/rtnetlink.h>
#include <net/if.h>

#include <string>
#include <vector>

#include "agent/network_link.h"
#include "agent/rpc_error.h"
#include "common/system_error.h"
#include "netlink_recordings.h"
#include "scripted_netlink_socket.h"

namespace vc::agent {
namespace {

using namespace vc::test;

std::string links(std::uint32_t sequence) { return play(kTapLink, sequence) + play(kDumpDone, sequence); }

// The answers to a list of links and then to `requests` changes that are taken.
std::deque<std::string> links_then_acknowledged(std::uint32_t requests) {
  std::deque<std::string> answers{links(1)};
  for (std::uint32_t i = 0; i < requests; ++i) answers.push_back(play(kAcknowledged, i + 2));
  return answers;
}

types::Interface tap(const std::string& name, const std::string& hardware_address) {
  types::Interface interface;
  interface.set_name(name);
  interface.set_hwaddr(hardware_address);
  return interface;
}

types::Interface known_tap() { return tap("d0", "02:00:00:00:00:07"); }

void add_address(types::Interface& interface, const std::string& address, const std::string& mask) {
  types::IPAddress& added = *interface.add_ipaddresses();
  added.set_address(address);
  added.set_mask(mask);
}

// A message that was sent, taken apart.
template <typename Fixed>
struct Sent {
  explicit Sent(const std::string& datagram) {
    std::string_view rest = datagram;
    const netlink::Message message = netlink::take_message(rest);
    type = message.header.nlmsg_type;
    attributes = netlink::split_payload(message.payload, fixed);
  }
  std::uint16_t type = 0;
  Fixed fixed{};
  netlink::Attributes attributes{""};
};
using SentLink = Sent<ifinfomsg>;

TEST(NetworkLink, IsReadFromTheKernelsAnswer) {
  ScriptedNetlinkSocket socket({links(1)});
  netlink::Client client(socket);
  const std::vector<NetworkLink> listed = list_links(client);
  ASSERT_EQ(listed.size(), 1u);
  EXPECT_EQ(listed[0].index, 2);
  EXPECT_EQ(listed[0].name, "d0");
  EXPECT_EQ(hardware_address_text(listed[0].hardware_address), "02:00:00:00:00:07");
  EXPECT_EQ(listed[0].mtu, 1400u);
  EXPECT_TRUE(listed[0].flags & IFF_UP);
}

TEST(HardwareAddress, IsSixBytes) {
  EXPECT_EQ(parse_hardware_address("02:00:0a:FF:01:7f"), std::string("\x02\x00\x0a\xff\x01\x7f", 6));
  for (const char* text : {"", "02", "02:00:00:00:00", "02:00:00:00:00:00:00", "2:0:0:0:0:0", "02-00-00-00-00-00",
                           "02:00:00:00:00:0g", "02:00:00:00:00:", ":02:00:00:00:00"}) {
    EXPECT_FALSE(parse_hardware_address(text)) << text;
  }
}

TEST(UpdateInterface, GivesAddressesAndMtu) {
  ScriptedNetlinkSocket socket(links_then_acknowledged(2));
  netlink::Client client(socket);
  types::Interface interface = known_tap();
  interface.set_mtu(1300);
  add_address(interface, "10.1.2.3", "24");
  update_interface(client, interface);
  ASSERT_EQ(socket.sent.size(), 3u);
  const Sent<ifaddrmsg> address(socket.sent[1]);
  EXPECT_EQ(address.type, RTM_NEWADDR);
  EXPECT_EQ(address.fixed.ifa_index, 2u);
  EXPECT_EQ(address.fixed.ifa_prefixlen, 24);
  EXPECT_EQ(address.attributes.find(IFA_LOCAL), "\x0a\x01\x02\x03");
  EXPECT_EQ(address.attributes.find(IFA_BROADCAST), "\x0a\x01\x02\xff");
  const SentLink change(socket.sent[2]);
  EXPECT_EQ(change.type, RTM_SETLINK);
  EXPECT_EQ(change.attributes.number<std::uint32_t>(IFLA_MTU), 1300u);
  EXPECT_EQ(change.fixed.ifi_flags, IFF_UP);
  EXPECT_EQ(change.fixed.ifi_change, IFF_UP | IFF_NOARP);
}

TEST(UpdateInterface, LeavesALinkUpThatKeepsItsName) {
  ScriptedNetlinkSocket socket(links_then_acknowledged(1));
  netlink::Client client(socket);
  update_interface(client, known_tap());
  ASSERT_EQ(socket.sent.size(), 2u);
  EXPECT_TRUE(SentLink(socket.sent[1]).fixed.ifi_flags & IFF_UP);
}

TEST(UpdateInterface, TakesALinkDownToRenameIt) {
  ScriptedNetlinkSocket socket(links_then_acknowledged(4));
  netlink::Client client(socket);
  update_interface(client, tap("eth0", "02:00:00:00:00:07"));
  EXPECT_EQ(SentLink(socket.sent[1]).fixed.ifi_change, static_cast<unsigned>(IFF_UP));
  EXPECT_EQ(SentLink(socket.sent[1]).fixed.ifi_flags, 0u);
  EXPECT_EQ(SentLink(socket.sent[3]).attributes.text(IFLA_IFNAME), "eth0");
  EXPECT_TRUE(SentLink(socket.sent.back()).fixed.ifi_flags & IFF_UP);
}

TEST(UpdateInterface, GivesTheLinkOfThatNameTheHardwareAddress) {
  ScriptedNetlinkSocket socket(links_then_acknowledged(2));
  netlink::Client client(socket);
  update_interface(client, tap("d0", "02:00:00:00:00:99"));
  EXPECT_EQ(SentLink(socket.sent.back()).attributes.find(IFLA_ADDRESS), std::string_view("\x02\0\0\0\0\x99", 6));
}

TEST(UpdateInterface, SaysTheWordsThatKatasHostLooksFor) {
  ScriptedNetlinkSocket socket({links(1)});
  netlink::Client client(socket);
  try {
    update_interface(client, tap("eth9", "02:00:00:00:00:99"));
    FAIL() << "nothing was thrown";
  } catch (const RpcError& error) {
    EXPECT_EQ(error.code(), RpcCode::kInternal);
    EXPECT_NE(std::string_view(error.what()).find("Link not found"), std::string_view::npos);
  }
}

TEST(UpdateInterface, PassesOnTheKernelsRefusal) {
  ScriptedNetlinkSocket socket({links(1), play(kMtuRefused, 2)});
  netlink::Client client(socket);
  types::Interface interface = known_tap();
  interface.set_mtu(3);
  try {
    update_interface(client, interface);
    FAIL() << "nothing was thrown";
  } catch (const SystemError& error) {
    EXPECT_STREQ(error.what(), "netlink change link d0 (mtu less than device minimum): Invalid argument");
  }
}

void expect_refused(const types::Interface& interface) {
  ScriptedNetlinkSocket socket({});
  netlink::Client client(socket);
  try {
    update_interface(client, interface);
    FAIL() << "nothing was thrown for " << interface.name();
  } catch (const RpcError& error) {
    EXPECT_EQ(error.code(), RpcCode::kInvalidArgument);
  }
  EXPECT_TRUE(socket.sent.empty());
}

TEST(UpdateInterface, ChecksEverythingBeforeItTouchesAnything) {
  expect_refused(tap("", "02:00:00:00:00:07"));
  expect_refused(tap("name-of-16-bytes", "02:00:00:00:00:07"));
  expect_refused(tap("d0", "02:00"));
  for (const auto& [address, mask] : {std::pair("10.1.2.3", "33"), std::pair("10.1.2.3", ""),
                                      std::pair("", "24"), std::pair("fd00::1", "129")}) {
    types::Interface interface = known_tap();
    add_address(interface, address, mask);
    expect_refused(interface);
  }
}

TEST(ListInterfaces, BringsLinksAndAddressesTogether) {
  ScriptedNetlinkSocket socket({play(kAddressDump, 1), play(kDumpDone, 1), links(2)});
  netlink::Client client(socket);
  const grpc::Interfaces listed = list_interfaces(client);
  ASSERT_EQ(listed.interfaces_size(), 1);
  const types::Interface& interface = listed.interfaces(0);
  EXPECT_EQ(interface.name(), "d0");
  EXPECT_EQ(interface.hwaddr(), "02:00:00:00:00:07");
  EXPECT_EQ(interface.mtu(), 1400u);
  ASSERT_EQ(interface.ipaddresses_size(), 1);
  EXPECT_EQ(interface.ipaddresses(0).address(), "10.1.2.3");
  EXPECT_EQ(interface.ipaddresses(0).mask(), "24");
  EXPECT_EQ(interface.ipaddresses(0).family(), types::v4);
}

}  // namespace
}  // namespace vc::agent
