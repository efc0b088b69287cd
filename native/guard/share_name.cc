// SPDX-License-Identifier: Apache-2.0
#include "guard/share_name.h"

#include <climits>

namespace vc::guard {
namespace {

bool is_component(std::string_view text) {
  return !text.empty() && text.size() <= NAME_MAX && text != "." && text != ".." &&
         text.find('\0') == std::string_view::npos;
}

}  // namespace

std::optional<std::vector<std::string>> split_share_name(std::string_view name) {
  std::vector<std::string> components;
  for (;;) {
    const std::size_t slash = name.find('/');
    const std::string_view component = name.substr(0, slash);
    if (!is_component(component) || components.size() == kMaxNameDepth) return std::nullopt;
    components.emplace_back(component);
    if (slash == std::string_view::npos) return components;
    name.remove_prefix(slash + 1);
  }
}

}  // namespace vc::guard
