// SPDX-License-Identifier: Apache-2.0
#include <linux/netlink.h>

#include "agent.pb.h"
#include "agent/network_interface.h"
#include "agent/network_route.h"
#include "agent/offload.h"
#include "agent/services.h"
#include "common/netlink_client.h"
#include "common/netlink_socket.h"

namespace vc::agent {
namespace {

// Runs `act` with a client of its own on a thread: taking a link down makes the
// kernel wait until nobody uses it any more.
template <typename Act, typename Result = std::invoke_result_t<Act&, netlink::Client&>>
Task<Result> with_client(EventLoop& loop, Act act) {
  auto work = [act = std::move(act)]() mutable {
    netlink::KernelSocket socket(NETLINK_ROUTE);
    netlink::Client client(socket);
    return act(client);
  };
  co_return co_await offload(loop, std::move(work));
}

Task<types::Interface> update(EventLoop& loop, const grpc::UpdateInterfaceRequest& request) {
  if (!request.has_interface()) throw RpcError(RpcCode::kInvalidArgument, "interface is missing");
  auto act = [wanted = request.interface()](netlink::Client& client) {
    update_interface(client, wanted);
    return wanted;
  };
  co_return co_await with_client(loop, std::move(act));
}

Task<grpc::Routes> update(EventLoop& loop, const grpc::UpdateRoutesRequest& request) {
  if (!request.has_routes()) throw RpcError(RpcCode::kInvalidArgument, "routes are missing");
  auto act = [wanted = request.routes()](netlink::Client& client) {
    update_routes(client, wanted);
    return list_routes(client);
  };
  co_return co_await with_client(loop, std::move(act));
}

}  // namespace

void add_network_service(Router& router, EventLoop& loop) {
  router.add<grpc::UpdateInterfaceRequest, types::Interface>(
      kAgentService, "UpdateInterface",
      [&](Call&, const auto& request) { return update(loop, request); });
  router.add<grpc::UpdateRoutesRequest, grpc::Routes>(
      kAgentService, "UpdateRoutes",
      [&](Call&, const auto& request) { return update(loop, request); });
  router.add<grpc::ListInterfacesRequest, grpc::Interfaces>(
      kAgentService, "ListInterfaces",
      [&](Call&, const auto&) { return with_client(loop, list_interfaces); });
  router.add<grpc::ListRoutesRequest, grpc::Routes>(
      kAgentService, "ListRoutes",
      [&](Call&, const auto&) { return with_client(loop, list_routes); });
}

}  // namespace vc::agent
