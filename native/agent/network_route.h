// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "agent.pb.h"
#include "common/netlink_client.h"

namespace vc::agent {

// Adds routes to the main table: those without a gateway first, since a gateway
// must be reachable when it is named. One that is there already is fine, others
// that are there stay. Throws RpcError INVALID_ARGUMENT for bad input, SystemError
// for what the kernel refuses.
void update_routes(netlink::Client& client, const grpc::Routes& routes);

// The unicast routes of the main table. The default route has an empty `dest`.
grpc::Routes list_routes(netlink::Client& client);

}  // namespace vc::agent
