// SPDX-License-Identifier: Apache-2.0
#include "guard/message.h"

#include "guard/netstring.h"

namespace vc::guard {
namespace {

using Fault = MessageReader::Fault;

Fault fault_of(Netstring::Status status) {
  return status == Netstring::Status::kTooLong ? Fault::kTooLong : Fault::kMalformed;
}

// Splits a body that is there as a whole, so an incomplete field is malformed.
Fault split_fields(std::string_view body, Message& fields) {
  while (!body.empty()) {
    if (fields.size() == kMaxFields) return Fault::kTooManyFields;
    const Netstring field = read_netstring(body, kMaxMessageBytes);
    if (field.status != Netstring::Status::kComplete) return Fault::kMalformed;
    fields.emplace_back(field.payload);
    body.remove_prefix(field.wire_bytes);
  }
  return fields.empty() ? Fault::kMalformed : Fault::kNone;
}

}  // namespace

std::string encode_message(std::initializer_list<std::string_view> fields) {
  std::string body;
  for (const std::string_view field : fields) append_netstring(body, field);
  std::string message;
  append_netstring(message, body);
  return message;
}

void MessageReader::append(std::string_view bytes) {
  if (fault_ == Fault::kNone) buffer_ += bytes;
}

std::optional<Message> MessageReader::next() {
  if (fault_ != Fault::kNone) return std::nullopt;
  const Netstring frame = read_netstring(buffer_, kMaxMessageBytes);
  if (frame.status == Netstring::Status::kIncomplete) return std::nullopt;
  if (frame.status != Netstring::Status::kComplete) {
    fault_ = fault_of(frame.status);
    return std::nullopt;
  }
  Message fields;
  fault_ = split_fields(frame.payload, fields);
  if (fault_ != Fault::kNone) return std::nullopt;
  buffer_.erase(0, frame.wire_bytes);
  return fields;
}

}  // namespace vc::guard
