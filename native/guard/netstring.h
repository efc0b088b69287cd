// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace vc::guard {

// What reading a netstring (`<decimal length>:<bytes>,`) gave.
struct Netstring {
  enum class Status {
    kComplete,
    kIncomplete,  // a prefix of a netstring: more bytes are needed
    kMalformed,
    kTooLong,
  };
  Status status;
  std::string_view payload = {};   // of a complete one
  std::size_t wire_bytes = 0;      // what a complete one takes on the wire
};

// Reads the netstring at the start of `bytes`. A payload above `max_bytes` is
// refused as soon as its length is known, so it never needs to be stored.
Netstring read_netstring(std::string_view bytes, std::size_t max_bytes);

// Appends `payload` to `out` as a netstring.
void append_netstring(std::string& out, std::string_view payload);

}  // namespace vc::guard
