// SPDX-License-Identifier: Apache-2.0
#include "agent/ip_address.h"

#include <arpa/inet.h>

#include "common/decimal.h"

namespace vc::agent {
namespace {

constexpr unsigned kBitsPerByte = 8;

}  // namespace

std::string IpAddress::text() const {
  std::array<char, INET6_ADDRSTRLEN> text{};
  ::inet_ntop(family, storage.data(), text.data(), text.size());
  return text.data();
}

std::optional<IpAddress> parse_ip_address(std::string_view text) {
  const std::string terminated(text);
  for (const int family : {AF_INET, AF_INET6}) {
    IpAddress address;
    address.family = static_cast<std::uint8_t>(family);
    if (::inet_pton(family, terminated.c_str(), address.storage.data()) == 1) return address;
  }
  return std::nullopt;
}

std::optional<IpPrefix> parse_ip_prefix(std::string_view text) {
  const std::size_t slash = text.find('/');
  const auto address = parse_ip_address(text.substr(0, slash));
  if (!address) return std::nullopt;
  if (slash == std::string_view::npos) return IpPrefix{*address, address->bits()};
  const auto length = parse_number<std::uint8_t>(text.substr(slash + 1));
  if (!length || *length > address->bits()) return std::nullopt;
  return IpPrefix{*address, *length};
}

std::optional<IpAddress> ip_address_of(std::uint8_t family, std::string_view bytes) {
  IpAddress address;
  address.family = family;
  if ((family != AF_INET && family != AF_INET6) || bytes.size() != address.size()) {
    return std::nullopt;
  }
  bytes.copy(address.storage.data(), bytes.size());
  return address;
}

IpAddress broadcast_address(const IpPrefix& prefix) {
  IpAddress address = prefix.address;
  for (unsigned bit = prefix.length; bit < address.bits(); ++bit) {
    char& byte = address.storage[bit / kBitsPerByte];
    byte = static_cast<char>(byte | 0x80 >> bit % kBitsPerByte);
  }
  return address;
}

}  // namespace vc::agent
