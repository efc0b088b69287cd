// SPDX-License-Identifier: Apache-2.0
#include "guard/request.h"

#include <algorithm>
#include <cstddef>

namespace vc::guard {
namespace {

constexpr std::size_t kMaxIdDigits = 10;

bool is_id(const std::string& text) {
  return !text.empty() && text.size() <= kMaxIdDigits && text[0] != '0' &&
         std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

// A system call would end such a path at the NUL and act on another one.
bool is_path(const std::string& text) { return text.find('\0') == std::string::npos; }

// bind <id> <source> <name> [read-only] [recursive]
std::optional<Request> parse_bind(const Message& message) {
  if (message.size() < 4 || !is_path(message[2]) || !is_path(message[3])) return std::nullopt;
  BindRequest bind{message[2], message[3]};
  for (std::size_t at = 4; at < message.size(); ++at) {
    if (message[at] == "read-only") {
      bind.read_only = true;
    } else if (message[at] == "recursive") {
      bind.recursive = true;
    } else {
      return std::nullopt;
    }
  }
  return Request{message[1], std::move(bind)};
}

}  // namespace

std::optional<Request> parse_request(const Message& message) {
  if (message.size() < 2 || !is_id(message[1])) return std::nullopt;
  const std::string& verb = message[0];
  if (verb == "bind") return parse_bind(message);
  if (verb == "unbind" && message.size() == 3 && is_path(message[2])) {
    return Request{message[1], UnbindRequest{message[2]}};
  }
  if (verb == "kill" && message.size() == 2) return Request{message[1], KillRequest{}};
  return std::nullopt;
}

}  // namespace vc::guard
