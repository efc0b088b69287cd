// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <charconv>
#include <optional>
#include <string_view>

namespace vc {

// Parses `text` as one whole number of the type asked for: no sign but a minus
// for signed types, no blanks, nothing after it, nothing out of range.
template <typename Integer>
std::optional<Integer> parse_number(std::string_view text, int base = 10) {
  Integer value{};
  const char* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, value, base);
  if (error != std::errc{} || stop != end) return std::nullopt;
  return value;
}

}  // namespace vc
