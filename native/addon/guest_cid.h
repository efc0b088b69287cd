// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "common/unique_fd.h"

namespace vc::addon {

// The smallest context id of a guest: 0 to 2 are the hypervisor, loopback and the host.
inline constexpr std::uint32_t kFirstGuestCid = 3;

// The largest: the one above it, VMADDR_CID_ANY, stands for any.
inline constexpr std::uint32_t kLastGuestCid = 0xfffffffe;

// Ids that are tried before giving up. With a thousand guests on a host, two
// tries in a row meet a taken id once in 10^13 times.
inline constexpr int kMaxCidTries = 16;

// Picks random ids until `claim` takes one. claim returns 0, or an errno of
// which EADDRINUSE (another guest has the id) leads to the next try. Throws SystemError.
std::uint32_t claim_guest_cid(const std::function<std::uint32_t()>& random,
                              const std::function<int(std::uint32_t)>& claim);

// A vhost-vsock device that holds a context id for a guest; closing it gives the id back.
struct GuestCid {
  std::uint32_t cid;
  UniqueFd vhost;
};

// Opens the device at `device_path` and has it hold a free id. Throws SystemError.
GuestCid reserve_guest_cid(const std::string& device_path);

}  // namespace vc::addon
