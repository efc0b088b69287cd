// SPDX-License-Identifier: Apache-2.0
#include "agent/network_link.h"

#include <linux/rtnetlink.h>

#include <algorithm>

#include "common/decimal.h"

namespace vc::agent {
namespace {

constexpr std::size_t kEthernetAddressBytes = 6;
constexpr std::string_view kHexDigits = "0123456789abcdef";

NetworkLink read_link(const netlink::Message& message) {
  ifinfomsg fixed{};
  const netlink::Attributes attributes = netlink::split_payload(message.payload, fixed);
  NetworkLink link;
  link.index = fixed.ifi_index;
  link.flags = fixed.ifi_flags;
  link.name = attributes.text(IFLA_IFNAME);
  link.hardware_address = attributes.find(IFLA_ADDRESS).value_or(std::string_view());
  link.mtu = attributes.number<std::uint32_t>(IFLA_MTU).value_or(0);
  return link;
}

template <typename Matches>
const NetworkLink* find_link(const std::vector<NetworkLink>& links, Matches matches) {
  const auto found = std::find_if(links.begin(), links.end(), matches);
  return found == links.end() ? nullptr : &*found;
}

}  // namespace

std::vector<NetworkLink> list_links(netlink::Client& client) {
  std::vector<NetworkLink> links;
  const netlink::MessageBuilder request(RTM_GETLINK, NLM_F_REQUEST | NLM_F_DUMP, ifinfomsg{});
  client.dump(request, "list links", [&](const netlink::Message& message) {
    if (message.header.nlmsg_type == RTM_NEWLINK) links.push_back(read_link(message));
  });
  return links;
}

const NetworkLink* find_link_by_name(const std::vector<NetworkLink>& links, std::string_view name) {
  return find_link(links, [&](const NetworkLink& link) { return link.name == name; });
}

const NetworkLink* find_link_by_address(const std::vector<NetworkLink>& links,
                                        std::string_view hardware_address) {
  return find_link(
      links, [&](const NetworkLink& link) { return link.hardware_address == hardware_address; });
}

void change_link(netlink::Client& client, const NetworkLink& link, const LinkChange& change) {
  ifinfomsg fixed{};
  fixed.ifi_index = link.index;
  fixed.ifi_flags = change.flags;
  fixed.ifi_change = change.flag_mask;
  netlink::MessageBuilder request(RTM_SETLINK, NLM_F_REQUEST | NLM_F_ACK, fixed);
  if (change.name) request.text(IFLA_IFNAME, *change.name);
  if (change.hardware_address) request.attribute(IFLA_ADDRESS, *change.hardware_address);
  if (change.mtu) request.attribute(IFLA_MTU, *change.mtu);
  client.request(request, "change link " + link.name);
}

std::optional<std::string> parse_hardware_address(std::string_view text) {
  std::string bytes;
  for (;;) {
    const std::string_view digits = text.substr(0, text.find(':'));
    const auto byte = parse_number<std::uint8_t>(digits, 16);
    if (!byte || digits.size() != 2) return std::nullopt;
    bytes.push_back(static_cast<char>(*byte));
    if (digits.size() == text.size()) break;
    text.remove_prefix(digits.size() + 1);
  }
  if (bytes.size() != kEthernetAddressBytes) return std::nullopt;
  return bytes;
}

std::string hardware_address_text(std::string_view bytes) {
  std::string text;
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    if (!text.empty()) text.push_back(':');
    text.push_back(kHexDigits[byte >> 4]);
    text.push_back(kHexDigits[byte & 15]);
  }
  return text;
}

}  // namespace vc::agent
