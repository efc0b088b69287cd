// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>

namespace vc::agent {

// A serialized message in two parts: a large last field is sent from where it was
// read into, not copied into the message and then into the frame.
struct Payload {
  std::string head;
  std::string body;

  std::size_t size() const { return head.size() + body.size(); }
};

// What comes before the bytes of a length-delimited field of a protobuf message:
// its tag and its size. `field` is below 16.
std::string field_prefix(unsigned field, std::uint64_t size);

}  // namespace vc::agent
