// SPDX-License-Identifier: Apache-2.0
#include "agent/network_interface.h"

#include <linux/rtnetlink.h>
#include <net/if.h>
#include <unistd.h>

#include <map>
#include <optional>
#include <vector>

#include "agent/ip_address.h"
#include "agent/network_link.h"
#include "agent/rpc_error.h"
#include "common/bounded_file.h"
#include "common/decimal.h"

namespace vc::agent {
namespace {

constexpr const char* kIpv6Switch = "/proc/sys/net/ipv6/conf/all/disable_ipv6";
constexpr std::size_t kMaxSwitchBytes = 16;
// IPv4 networks smaller than this have no address left for a broadcast.
constexpr std::uint8_t kLongestWithBroadcast = 30;

[[noreturn]] void refuse(const std::string& why) {
  throw RpcError(RpcCode::kInvalidArgument, why);
}

// What the request comes down to, checked before anything is touched.
struct WantedInterface {
  std::string name;
  std::optional<std::string> hardware_address;
  std::vector<IpPrefix> addresses;
  std::uint32_t mtu = 0;
  bool without_arp = false;
};

IpPrefix read_address(const types::IPAddress& wanted) {
  const auto address = parse_ip_address(wanted.address());
  const auto length = parse_number<std::uint8_t>(wanted.mask());
  if (!address || !length || *length > address->bits()) {
    refuse("bad address " + wanted.address() + "/" + wanted.mask());
  }
  return {*address, *length};
}

WantedInterface read_interface(const types::Interface& interface) {
  WantedInterface wanted;
  wanted.name = interface.name();
  if (wanted.name.empty() || wanted.name.size() >= IFNAMSIZ) {
    refuse("bad interface name " + wanted.name);
  }
  if (!interface.hwaddr().empty()) {
    wanted.hardware_address = parse_hardware_address(interface.hwaddr());
    if (!wanted.hardware_address) refuse("bad hardware address " + interface.hwaddr());
  }
  for (const types::IPAddress& address : interface.ipaddresses()) {
    wanted.addresses.push_back(read_address(address));
  }
  if (interface.mtu() > UINT32_MAX) refuse("bad mtu " + std::to_string(interface.mtu()));
  wanted.mtu = static_cast<std::uint32_t>(interface.mtu());
  wanted.without_arp = (interface.raw_flags() & IFF_NOARP) != 0;
  return wanted;
}

const NetworkLink& find_wanted(const std::vector<NetworkLink>& links,
                               const WantedInterface& wanted) {
  const NetworkLink* link = nullptr;
  if (wanted.hardware_address) link = find_link_by_address(links, *wanted.hardware_address);
  if (link == nullptr) link = find_link_by_name(links, wanted.name);
  if (link == nullptr) throw RpcError(RpcCode::kInternal, "Link not found: " + wanted.name);
  return *link;
}

// A link keeps its name while it is up, so it is taken down for the change.
void rename(netlink::Client& client, const NetworkLink& link, const std::string& name) {
  LinkChange change;
  change.flag_mask = IFF_UP;
  change_link(client, link, change);
  change.name = name;
  change.flags = link.flags & IFF_UP;
  change_link(client, link, change);
}

// Another link that has the wanted name gets the old one of ours, by way of a
// third, since no two can have the same at any time.
void take_name(netlink::Client& client, const NetworkLink& link, const NetworkLink& owner) {
  const std::string wanted = owner.name;
  const std::string between = "vc-swap" + std::to_string(owner.index);
  rename(client, owner, between);
  rename(client, link, wanted);
  NetworkLink renamed = owner;
  renamed.name = between;
  rename(client, renamed, link.name);
}

void add_address(netlink::Client& client, const NetworkLink& link, const IpPrefix& prefix) {
  ifaddrmsg fixed{};
  fixed.ifa_family = prefix.address.family;
  fixed.ifa_prefixlen = prefix.length;
  fixed.ifa_index = static_cast<unsigned>(link.index);
  const auto flags = NLM_F_REQUEST | NLM_F_ACK | NLM_F_CREATE | NLM_F_REPLACE;
  netlink::MessageBuilder request(RTM_NEWADDR, flags, fixed);
  request.attribute(IFA_LOCAL, prefix.address.bytes());
  request.attribute(IFA_ADDRESS, prefix.address.bytes());
  if (prefix.address.family == AF_INET && prefix.length <= kLongestWithBroadcast) {
    request.attribute(IFA_BROADCAST, broadcast_address(prefix).bytes());
  }
  client.request(request, "add address " + prefix.text() + " to " + link.name);
}

bool has_ipv6() {
  return ::access(kIpv6Switch, F_OK) == 0 && read_file(kIpv6Switch, kMaxSwitchBytes) == "0\n";
}

bool has_wanted_address(const NetworkLink& link, const WantedInterface& wanted) {
  return !wanted.hardware_address || link.hardware_address == *wanted.hardware_address;
}

// A link that is up cannot be renamed. One that need not be is left up: going down
// costs it its routes and its IPv6 addresses.
void take_down_if_needed(netlink::Client& client, NetworkLink& link,
                         const WantedInterface& wanted) {
  if (link.name == wanted.name && has_wanted_address(link, wanted)) return;
  LinkChange down;
  down.flag_mask = IFF_UP;
  change_link(client, link, down);
  link.flags &= ~static_cast<unsigned>(IFF_UP);
}

void set_up(netlink::Client& client, const NetworkLink& link, const WantedInterface& wanted) {
  LinkChange change;
  if (!has_wanted_address(link, wanted)) change.hardware_address = wanted.hardware_address;
  if (wanted.mtu != 0) change.mtu = wanted.mtu;
  change.flag_mask = IFF_UP | IFF_NOARP;
  change.flags = IFF_UP;
  if (wanted.without_arp) change.flags |= IFF_NOARP;
  change_link(client, link, change);
}

std::optional<types::IPAddress> read_listed_address(const netlink::Attributes& attributes,
                                                    const ifaddrmsg& fixed) {
  // IFA_ADDRESS is the peer's where a link has two ends; IPv6 has no IFA_LOCAL otherwise.
  auto bytes = attributes.find(IFA_LOCAL);
  if (!bytes) bytes = attributes.find(IFA_ADDRESS);
  if (!bytes) return std::nullopt;
  const auto address = ip_address_of(fixed.ifa_family, *bytes);
  if (!address) return std::nullopt;
  types::IPAddress listed;
  listed.set_family(fixed.ifa_family == AF_INET ? types::v4 : types::v6);
  listed.set_address(address->text());
  listed.set_mask(std::to_string(fixed.ifa_prefixlen));
  return listed;
}

std::multimap<int, types::IPAddress> list_addresses(netlink::Client& client) {
  std::multimap<int, types::IPAddress> addresses;
  const netlink::MessageBuilder request(RTM_GETADDR, NLM_F_REQUEST | NLM_F_DUMP, ifaddrmsg{});
  client.dump(request, "list addresses", [&](const netlink::Message& message) {
    if (message.header.nlmsg_type != RTM_NEWADDR) return;
    ifaddrmsg fixed{};
    const netlink::Attributes attributes = netlink::split_payload(message.payload, fixed);
    const auto address = read_listed_address(attributes, fixed);
    if (address) addresses.emplace(static_cast<int>(fixed.ifa_index), *address);
  });
  return addresses;
}

}  // namespace

void update_interface(netlink::Client& client, const types::Interface& interface) {
  const WantedInterface wanted = read_interface(interface);
  const std::vector<NetworkLink> links = list_links(client);
  NetworkLink link = find_wanted(links, wanted);
  take_down_if_needed(client, link, wanted);
  for (const IpPrefix& address : wanted.addresses) {
    if (address.address.family == AF_INET || has_ipv6()) add_address(client, link, address);
  }
  const NetworkLink* owner = find_link_by_name(links, wanted.name);
  if (owner == nullptr) {
    rename(client, link, wanted.name);
  } else if (owner->index != link.index) {
    take_name(client, link, *owner);
  }
  link.name = wanted.name;
  set_up(client, link, wanted);
}

grpc::Interfaces list_interfaces(netlink::Client& client) {
  grpc::Interfaces interfaces;
  const std::multimap<int, types::IPAddress> addresses = list_addresses(client);
  for (const NetworkLink& link : list_links(client)) {
    types::Interface& interface = *interfaces.add_interfaces();
    interface.set_name(link.name);
    interface.set_hwaddr(hardware_address_text(link.hardware_address));
    interface.set_mtu(link.mtu);
    const auto [begin, end] = addresses.equal_range(link.index);
    for (auto address = begin; address != end; ++address) {
      *interface.add_ipaddresses() = address->second;
    }
  }
  return interfaces;
}

}  // namespace vc::agent
