// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace vc::guard {

// One message of the control protocol: its fields, each of which may hold any
// byte. docs/wire/guard.md describes how it looks on the wire.
using Message = std::vector<std::string>;

// Largest body of a message: two paths of PATH_MAX and room to spare.
inline constexpr std::size_t kMaxMessageBytes = 16384;

// Most fields in a message: a bind with all its flags has six.
inline constexpr std::size_t kMaxFields = 8;

// Writes a message as it goes on the wire.
std::string encode_message(std::initializer_list<std::string_view> fields);

// Cuts a stream of bytes into messages. Once it has met a fault it stays at
// it: nothing after a broken frame can be trusted.
class MessageReader {
 public:
  // How the stream has broken the framing.
  enum class Fault {
    kNone,
    kMalformed,      // not a sequence of netstrings
    kTooLong,        // a body above kMaxMessageBytes
    kTooManyFields,  // more than kMaxFields
  };

  // Takes the next bytes of the stream.
  void append(std::string_view bytes);

  // The next whole message, or nothing when more bytes are needed or the
  // stream is broken.
  std::optional<Message> next();

  Fault fault() const { return fault_; }

 private:
  std::string buffer_;
  Fault fault_ = Fault::kNone;
};

}  // namespace vc::guard
