// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <netinet/in.h>
#include <sys/socket.h>

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace vc::agent {

// An IPv4 or IPv6 address as the kernel takes it.
struct IpAddress {
  // AF_INET or AF_INET6.
  std::uint8_t family = AF_INET;
  // In network order; IPv4 uses the first four.
  std::array<char, sizeof(in6_addr)> storage{};

  std::size_t size() const { return family == AF_INET ? sizeof(in_addr) : sizeof(in6_addr); }
  std::uint8_t bits() const { return static_cast<std::uint8_t>(size() * 8); }
  std::string_view bytes() const { return {storage.data(), size()}; }
  std::string text() const;

  friend bool operator==(const IpAddress&, const IpAddress&) = default;
};

// An address and how many of its leading bits name the network.
struct IpPrefix {
  IpAddress address;
  std::uint8_t length = 0;

  std::string text() const { return address.text() + "/" + std::to_string(length); }

  friend bool operator==(const IpPrefix&, const IpPrefix&) = default;
};

// Parses the usual text of an address; nothing for anything else.
std::optional<IpAddress> parse_ip_address(std::string_view text);
// Parses `ADDRESS/LENGTH`, or an address alone, which is a network of one.
std::optional<IpPrefix> parse_ip_prefix(std::string_view text);
// The address in `bytes` as netlink carries it; nothing when the size is wrong.
std::optional<IpAddress> ip_address_of(std::uint8_t family, std::string_view bytes);

// The IPv4 address that reaches all of a network.
IpAddress broadcast_address(const IpPrefix& prefix);

}  // namespace vc::agent
