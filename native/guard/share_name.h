// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace vc::guard {

// Most components in a name.
inline constexpr std::size_t kMaxNameDepth = 8;

// Splits a name in the share tree into its components. A name is relative, has
// no empty component, no `.` and no `..`, none longer than NAME_MAX (255
// bytes), and at most kMaxNameDepth of them; anything else gives nothing.
std::optional<std::vector<std::string>> split_share_name(std::string_view name);

}  // namespace vc::guard
