// SPDX-License-Identifier: Apache-2.0
#include "common/netlink_message.h"

#include <algorithm>
#include <cerrno>
#include <stdexcept>

#include "common/system_error.h"

namespace vc::netlink {
namespace {

constexpr std::size_t kMaxAttributeBytes = 0xffff;

// Takes the first attribute off `bytes`; nothing at the end or where it is malformed.
std::optional<std::pair<std::uint16_t, std::string_view>> take_attribute(std::string_view& bytes) {
  nlattr header;
  if (bytes.size() < sizeof header) return std::nullopt;
  std::memcpy(&header, bytes.data(), sizeof header);
  if (header.nla_len < sizeof header || header.nla_len > bytes.size()) return std::nullopt;
  const std::string_view value = bytes.substr(sizeof header, header.nla_len - sizeof header);
  bytes.remove_prefix(std::min(bytes.size(), padded(header.nla_len)));
  return std::pair(static_cast<std::uint16_t>(header.nla_type & NLA_TYPE_MASK), value);
}

}  // namespace

void throw_malformed() { throw SystemError(EBADMSG, "netlink"); }

MessageBuilder& MessageBuilder::attribute(std::uint16_t type, std::string_view value) {
  const std::size_t size = sizeof(nlattr) + value.size();
  if (size > kMaxAttributeBytes) throw std::length_error("netlink attribute is too long");
  append_padded(bytes_of(nlattr{static_cast<std::uint16_t>(size), type}));
  append_padded(value);
  return *this;
}

MessageBuilder& MessageBuilder::text(std::uint16_t type, std::string_view value) {
  std::string terminated(value);
  terminated.push_back('\0');
  return attribute(type, terminated);
}

std::size_t MessageBuilder::begin_nest(std::uint16_t type) {
  const std::size_t nest = bytes_.size();
  append_padded(bytes_of(nlattr{0, static_cast<std::uint16_t>(type | NLA_F_NESTED)}));
  return nest;
}

MessageBuilder& MessageBuilder::end_nest(std::size_t nest) {
  const std::size_t size = bytes_.size() - nest;
  if (size > kMaxAttributeBytes) throw std::length_error("netlink attribute is too long");
  const auto length = static_cast<std::uint16_t>(size);
  bytes_.replace(nest, sizeof length, bytes_of(length));
  return *this;
}

std::string MessageBuilder::finish(std::uint32_t sequence) const {
  nlmsghdr header{};
  header.nlmsg_len = static_cast<std::uint32_t>(bytes_.size());
  header.nlmsg_type = type_;
  header.nlmsg_flags = flags_;
  header.nlmsg_seq = sequence;
  std::string message = bytes_;
  message.replace(0, sizeof header, bytes_of(header));
  return message;
}

void MessageBuilder::append_padded(std::string_view bytes) {
  bytes_.append(bytes);
  bytes_.resize(padded(bytes_.size()), '\0');
}

Message take_message(std::string_view& bytes) {
  Message message;
  if (bytes.size() < sizeof message.header) throw_malformed();
  std::memcpy(&message.header, bytes.data(), sizeof message.header);
  const std::size_t size = message.header.nlmsg_len;
  if (size < sizeof message.header || size > bytes.size()) throw_malformed();
  message.payload = bytes.substr(sizeof message.header, size - sizeof message.header);
  bytes.remove_prefix(std::min(bytes.size(), padded(size)));
  return message;
}

std::optional<std::string_view> Attributes::find(std::uint16_t type) const {
  std::optional<std::string_view> found;
  std::string_view rest = bytes_;
  while (const auto attribute = take_attribute(rest)) {
    if (attribute->first == type) found = attribute->second;
  }
  return found;
}

std::string Attributes::text(std::uint16_t type) const {
  const std::string_view value = find(type).value_or(std::string_view());
  return std::string(value.substr(0, value.find('\0')));
}

}  // namespace vc::netlink
