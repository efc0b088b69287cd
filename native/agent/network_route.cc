// SPDX-License-Identifier: Apache-2.0
#include "agent/network_route.h"

#include <linux/rtnetlink.h>

#include <algorithm>
#include <cerrno>
#include <optional>
#include <vector>

#include "agent/ip_address.h"
#include "agent/network_link.h"
#include "agent/rpc_error.h"
#include "common/system_error.h"

namespace vc::agent {
namespace {

constexpr unsigned kMaxByte = 0xff;

[[noreturn]] void refuse(const std::string& why) {
  throw RpcError(RpcCode::kInvalidArgument, why);
}

// A route with its texts read and its device found.
struct WantedRoute {
  std::uint8_t family = AF_INET;
  std::optional<IpPrefix> destination;
  std::optional<IpAddress> gateway;
  std::optional<IpAddress> preferred_source;
  std::optional<IpPrefix> source_prefix;
  std::optional<std::uint32_t> device_index;
  std::uint8_t scope = 0;
  std::uint32_t flags = 0;
  std::uint32_t mtu = 0;
  // For errors.
  std::string name;
};

IpPrefix read_prefix(const std::string& text, std::uint8_t family) {
  const auto prefix = parse_ip_prefix(text);
  if (!prefix || prefix->address.family != family) refuse("bad address " + text + " in a route");
  return *prefix;
}

// An address alone is the one to send from, as the kernel's own lists show it; with
// a prefix length it says whose packets take the route.
void read_source(const std::string& text, WantedRoute& wanted) {
  const IpPrefix prefix = read_prefix(text, wanted.family);
  if (text.find('/') == std::string::npos) {
    wanted.preferred_source = prefix.address;
  } else {
    wanted.source_prefix = prefix;
  }
}

WantedRoute read_route(const types::Route& route, const std::vector<NetworkLink>& links) {
  WantedRoute wanted;
  wanted.family = route.family() == types::v6 ? AF_INET6 : AF_INET;
  wanted.name = route.dest().empty() ? "default" : route.dest();
  if (!route.dest().empty()) wanted.destination = read_prefix(route.dest(), wanted.family);
  if (!route.gateway().empty()) {
    wanted.gateway = read_prefix(route.gateway(), wanted.family).address;
  }
  if (!route.source().empty()) read_source(route.source(), wanted);
  if (!route.device().empty()) {
    const NetworkLink* link = find_link_by_name(links, route.device());
    if (link == nullptr) throw RpcError(RpcCode::kInternal, "Link not found: " + route.device());
    wanted.device_index = static_cast<std::uint32_t>(link->index);
  }
  if (route.scope() > kMaxByte) refuse("bad scope " + std::to_string(route.scope()));
  wanted.scope = static_cast<std::uint8_t>(route.scope());
  wanted.flags = route.flags();
  wanted.mtu = route.mtu();
  return wanted;
}

rtmsg fixed_part(const WantedRoute& wanted) {
  rtmsg fixed{};
  fixed.rtm_family = wanted.family;
  fixed.rtm_dst_len = wanted.destination ? wanted.destination->length : 0;
  fixed.rtm_src_len = wanted.source_prefix ? wanted.source_prefix->length : 0;
  fixed.rtm_table = RT_TABLE_MAIN;
  fixed.rtm_protocol = RTPROT_BOOT;
  fixed.rtm_scope = wanted.scope;
  fixed.rtm_type = RTN_UNICAST;
  fixed.rtm_flags = wanted.flags;
  return fixed;
}

void add_route(netlink::Client& client, const WantedRoute& wanted) {
  const auto flags = NLM_F_REQUEST | NLM_F_ACK | NLM_F_CREATE | NLM_F_EXCL;
  netlink::MessageBuilder request(RTM_NEWROUTE, flags, fixed_part(wanted));
  if (wanted.destination) request.attribute(RTA_DST, wanted.destination->address.bytes());
  if (wanted.source_prefix) request.attribute(RTA_SRC, wanted.source_prefix->address.bytes());
  if (wanted.gateway) request.attribute(RTA_GATEWAY, wanted.gateway->bytes());
  if (wanted.preferred_source) request.attribute(RTA_PREFSRC, wanted.preferred_source->bytes());
  if (wanted.device_index) request.attribute(RTA_OIF, *wanted.device_index);
  if (wanted.mtu != 0) {
    const std::size_t metrics = request.begin_nest(RTA_METRICS);
    request.attribute(RTAX_MTU, wanted.mtu).end_nest(metrics);
  }
  try {
    client.request(request, "add route " + wanted.name);
  } catch (const SystemError& error) {
    if (error.error_number() != EEXIST) throw;
  }
}

std::string address_text(const netlink::Attributes& attributes, std::uint16_t type,
                         std::uint8_t family) {
  const auto bytes = attributes.find(type);
  const auto address = bytes ? ip_address_of(family, *bytes) : std::nullopt;
  return address ? address->text() : std::string();
}

std::string device_name(const netlink::Attributes& attributes,
                        const std::vector<NetworkLink>& links) {
  const int index = attributes.number<int>(RTA_OIF).value_or(0);
  for (const NetworkLink& link : links) {
    if (link.index == index) return link.name;
  }
  return {};
}

std::uint32_t route_mtu(const netlink::Attributes& attributes) {
  const auto metrics = attributes.find(RTA_METRICS);
  if (!metrics) return 0;
  return netlink::Attributes(*metrics).number<std::uint32_t>(RTAX_MTU).value_or(0);
}

types::Route read_listed_route(const rtmsg& fixed, const netlink::Attributes& attributes,
                               const std::vector<NetworkLink>& links) {
  types::Route route;
  route.set_family(fixed.rtm_family == AF_INET ? types::v4 : types::v6);
  const std::string destination = address_text(attributes, RTA_DST, fixed.rtm_family);
  if (!destination.empty()) {
    route.set_dest(destination + "/" + std::to_string(fixed.rtm_dst_len));
  }
  route.set_gateway(address_text(attributes, RTA_GATEWAY, fixed.rtm_family));
  route.set_source(address_text(attributes, RTA_PREFSRC, fixed.rtm_family));
  route.set_device(device_name(attributes, links));
  route.set_scope(fixed.rtm_scope);
  route.set_flags(fixed.rtm_flags);
  route.set_mtu(route_mtu(attributes));
  return route;
}

bool is_listed(const netlink::Message& message, const rtmsg& fixed) {
  const bool of_ip = fixed.rtm_family == AF_INET || fixed.rtm_family == AF_INET6;
  return message.header.nlmsg_type == RTM_NEWROUTE && of_ip && fixed.rtm_table == RT_TABLE_MAIN &&
         fixed.rtm_type == RTN_UNICAST && !(fixed.rtm_flags & RTM_F_CLONED);
}

}  // namespace

void update_routes(netlink::Client& client, const grpc::Routes& routes) {
  const std::vector<NetworkLink> links = list_links(client);
  std::vector<WantedRoute> wanted;
  for (const types::Route& route : routes.routes()) wanted.push_back(read_route(route, links));
  std::stable_partition(wanted.begin(), wanted.end(),
                        [](const WantedRoute& route) { return !route.gateway; });
  for (const WantedRoute& route : wanted) add_route(client, route);
}

grpc::Routes list_routes(netlink::Client& client) {
  grpc::Routes routes;
  const std::vector<NetworkLink> links = list_links(client);
  const netlink::MessageBuilder request(RTM_GETROUTE, NLM_F_REQUEST | NLM_F_DUMP, rtmsg{});
  client.dump(request, "list routes", [&](const netlink::Message& message) {
    rtmsg fixed{};
    const netlink::Attributes attributes = netlink::split_payload(message.payload, fixed);
    if (!is_listed(message, fixed)) return;
    *routes.add_routes() = read_listed_route(fixed, attributes, links);
  });
  return routes;
}

}  // namespace vc::agent
