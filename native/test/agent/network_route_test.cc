// SPDX-License-Identifier: Apache-2.0
#include "agent/network_route.h"

#include <gtest/gtest.h>
#include <linux/rtnetlink.h>

#include <cerrno>
#include <string>

#include "agent/rpc_error.h"
#include "common/netlink_message.h"
#include "common/system_error.h"
#include "netlink_recordings.h"
#include "scripted_netlink_socket.h"

namespace vc::agent {
namespace {

using namespace vc::test;

std::string links(std::uint32_t sequence) { return play(kTapLink, sequence) + play(kDumpDone, sequence); }

std::string refusal(std::uint32_t sequence, int error) {
  nlmsgerr body{};
  body.error = -error;
  return netlink::MessageBuilder(NLMSG_ERROR, NLM_F_CAPPED, body).finish(sequence);
}

types::Route& add_route(grpc::Routes& routes, const std::string& dest, const std::string& gateway) {
  types::Route& route = *routes.add_routes();
  route.set_dest(dest);
  route.set_gateway(gateway);
  route.set_device("d0");
  return route;
}

rtmsg fixed_of(const std::string& datagram) {
  std::string_view rest = datagram;
  rtmsg fixed{};
  netlink::split_payload(netlink::take_message(rest).payload, fixed);
  return fixed;
}

netlink::Attributes attributes_of(const std::string& datagram) {
  std::string_view rest = datagram;
  rtmsg fixed{};
  return netlink::split_payload(netlink::take_message(rest).payload, fixed);
}

TEST(UpdateRoutes, AddsWhatNeedsNoGatewayFirst) {
  ScriptedNetlinkSocket socket({links(1), play(kAcknowledged, 2), play(kAcknowledged, 3)});
  netlink::Client client(socket);
  grpc::Routes routes;
  types::Route& by_gateway = add_route(routes, "", "10.1.2.1");
  by_gateway.set_source("10.1.2.3");
  by_gateway.set_mtu(1300);
  add_route(routes, "10.5.0.0/16", "").set_scope(RT_SCOPE_LINK);
  update_routes(client, routes);
  ASSERT_EQ(socket.sent.size(), 3u);
  EXPECT_EQ(fixed_of(socket.sent[1]).rtm_dst_len, 16);
  EXPECT_EQ(fixed_of(socket.sent[1]).rtm_scope, RT_SCOPE_LINK);
  EXPECT_EQ(attributes_of(socket.sent[1]).number<std::uint32_t>(RTA_OIF), 2u);
  EXPECT_EQ(fixed_of(socket.sent[2]).rtm_table, RT_TABLE_MAIN);
  const netlink::Attributes last = attributes_of(socket.sent[2]);
  EXPECT_FALSE(last.find(RTA_DST));
  EXPECT_EQ(last.find(RTA_GATEWAY), "\x0a\x01\x02\x01");
  EXPECT_EQ(last.find(RTA_PREFSRC), "\x0a\x01\x02\x03");
  EXPECT_EQ(netlink::Attributes(last.find(RTA_METRICS).value()).number<std::uint32_t>(RTAX_MTU), 1300u);
}

TEST(UpdateRoutes, ARouteThatIsThereIsFine) {
  ScriptedNetlinkSocket socket({links(1), refusal(2, EEXIST)});
  netlink::Client client(socket);
  grpc::Routes routes;
  add_route(routes, "10.5.0.0/16", "");
  EXPECT_NO_THROW(update_routes(client, routes));
}

TEST(UpdateRoutes, PassesOnTheKernelsRefusal) {
  ScriptedNetlinkSocket socket({links(1), refusal(2, ENETUNREACH)});
  netlink::Client client(socket);
  grpc::Routes routes;
  add_route(routes, "10.5.0.0/16", "99.0.0.1");
  try {
    update_routes(client, routes);
    FAIL() << "nothing was thrown";
  } catch (const SystemError& error) {
    EXPECT_EQ(error.error_number(), ENETUNREACH);
    EXPECT_STREQ(error.what(), "netlink add route 10.5.0.0/16: Network is unreachable");
  }
}

void expect_refused(const grpc::Routes& routes, RpcCode code) {
  ScriptedNetlinkSocket socket({links(1)});
  netlink::Client client(socket);
  try {
    update_routes(client, routes);
    FAIL() << "nothing was thrown for " << routes.routes(routes.routes_size() - 1).dest();
  } catch (const RpcError& error) {
    EXPECT_EQ(error.code(), code);
  }
  EXPECT_EQ(socket.sent.size(), 1u);
}

TEST(UpdateRoutes, ChecksAllRoutesBeforeItAddsOne) {
  for (const char* bad : {"10.5.0.0/33", "fd00::/64", "somewhere"}) {
    grpc::Routes routes;
    add_route(routes, "10.5.0.0/16", "");
    add_route(routes, bad, "");
    expect_refused(routes, RpcCode::kInvalidArgument);
  }
  grpc::Routes bad_scope;
  add_route(bad_scope, "", "10.1.2.1").set_scope(256);
  expect_refused(bad_scope, RpcCode::kInvalidArgument);
  grpc::Routes no_device;
  add_route(no_device, "", "10.1.2.1").set_device("eth9");
  expect_refused(no_device, RpcCode::kInternal);
}

TEST(ListRoutes, ShowsTheMainTableOnly) {
  ScriptedNetlinkSocket socket({links(1), play(kRouteDump, 2), play(kDumpDone, 2)});
  netlink::Client client(socket);
  const grpc::Routes listed = list_routes(client);
  ASSERT_EQ(listed.routes_size(), 3);
  EXPECT_EQ(listed.routes(0).dest(), "");
  EXPECT_EQ(listed.routes(0).gateway(), "10.1.2.1");
  EXPECT_EQ(listed.routes(0).device(), "d0");
  EXPECT_EQ(listed.routes(0).mtu(), 1300u);
  EXPECT_EQ(listed.routes(1).dest(), "10.1.2.0/24");
  EXPECT_EQ(listed.routes(1).source(), "10.1.2.3");
  EXPECT_EQ(listed.routes(2).dest(), "10.5.0.0/16");
  EXPECT_EQ(listed.routes(2).scope(), static_cast<unsigned>(RT_SCOPE_LINK));
}

}  // namespace
}  // namespace vc::agent
