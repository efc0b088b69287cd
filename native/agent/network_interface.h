// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "agent.pb.h"
#include "common/netlink_client.h"
#include "types.pb.h"

namespace vc::agent {

// Makes the link with the interface's hardware address what the interface says:
// its name, addresses and MTU, and up. Without such a link, the one that has the
// name already is given the hardware address. Addresses that are there stay.
// Throws RpcError INVALID_ARGUMENT for bad input and INTERNAL, with "Link not
// found" in its text, when there is no such link (yet): Kata's host tries again on
// those words. Throws SystemError for what the kernel refuses.
void update_interface(netlink::Client& client, const types::Interface& interface);

// All links with their addresses.
grpc::Interfaces list_interfaces(netlink::Client& client);

}  // namespace vc::agent
