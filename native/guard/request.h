// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <variant>

#include "guard/message.h"

namespace vc::guard {

// Shows a directory or regular file of the host at a name in the share tree.
struct BindRequest {
  std::string source;
  std::string name;
  bool read_only = false;
  bool recursive = false;
};

// Takes a bind away.
struct UnbindRequest {
  std::string name;
};

// Kills the program.
struct KillRequest {};

// What the owner asks for. The id, a decimal number that is not 0, comes back
// in the reply as it was sent.
struct Request {
  std::string id;
  std::variant<BindRequest, UnbindRequest, KillRequest> body;
};

// Understands a message as a request; nothing when it is none. Names and paths
// are not judged here: that is the operation's to refuse.
std::optional<Request> parse_request(const Message& message);

}  // namespace vc::guard
