// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/netlink_client.h"

namespace vc::agent {

// A network interface as the kernel lists it.
struct NetworkLink {
  int index = 0;
  std::string name;
  // Raw bytes, six for ethernet.
  std::string hardware_address;
  std::uint32_t mtu = 0;
  // IFF_*
  unsigned flags = 0;
};

std::vector<NetworkLink> list_links(netlink::Client& client);

const NetworkLink* find_link_by_name(const std::vector<NetworkLink>& links, std::string_view name);
const NetworkLink* find_link_by_address(const std::vector<NetworkLink>& links,
                                        std::string_view hardware_address);

// What to change of a link; what is absent stays as it is.
struct LinkChange {
  std::optional<std::string> name;
  std::optional<std::string> hardware_address;
  std::optional<std::uint32_t> mtu;
  // IFF_* that are to be as in `flags`.
  unsigned flag_mask = 0;
  unsigned flags = 0;
};

// Throws SystemError with the kernel's words; `link` is for them and the index.
void change_link(netlink::Client& client, const NetworkLink& link, const LinkChange& change);

// Six bytes from `aa:bb:cc:dd:ee:ff`; nothing for any other text.
std::optional<std::string> parse_hardware_address(std::string_view text);
std::string hardware_address_text(std::string_view bytes);

}  // namespace vc::agent
