// SPDX-License-Identifier: Apache-2.0
#include "guard/netstring.h"

namespace vc::guard {
namespace {

using Status = Netstring::Status;

// Longer than any length that a caller allows, so that it cannot overflow.
constexpr std::size_t kMaxLengthDigits = 9;

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// Reads the length and the colon; wire_bytes is then what they take.
struct Length {
  Status status;
  std::size_t value = 0;
  std::size_t wire_bytes = 0;
};

Length read_length(std::string_view bytes) {
  std::size_t value = 0;
  std::size_t at = 0;
  while (at < bytes.size() && is_digit(bytes[at])) {
    if (at == kMaxLengthDigits) return {Status::kTooLong};
    value = value * 10 + static_cast<std::size_t>(bytes[at] - '0');
    ++at;
  }
  // One way to write a number: no zero in front.
  if (at > 1 && bytes[0] == '0') return {Status::kMalformed};
  if (at == bytes.size()) return {Status::kIncomplete};
  if (at == 0 || bytes[at] != ':') return {Status::kMalformed};
  return {Status::kComplete, value, at + 1};
}

}  // namespace

Netstring read_netstring(std::string_view bytes, std::size_t max_bytes) {
  const Length length = read_length(bytes);
  if (length.status != Status::kComplete) return {length.status};
  if (length.value > max_bytes) return {Status::kTooLong};
  const std::size_t end = length.wire_bytes + length.value;
  if (bytes.size() <= end) return {Status::kIncomplete};
  if (bytes[end] != ',') return {Status::kMalformed};
  return {Status::kComplete, bytes.substr(length.wire_bytes, length.value), end + 1};
}

void append_netstring(std::string& out, std::string_view payload) {
  out += std::to_string(payload.size());
  out += ':';
  out += payload;
  out += ',';
}

}  // namespace vc::guard
