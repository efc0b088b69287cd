// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <linux/netlink.h>

#include <cstdint>
#include <cstring>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>

namespace vc::netlink {

// The bytes of a fixed structure, as they are in memory: netlink is not for the wire.
template <typename Structure>
  requires std::is_trivially_copyable_v<Structure>
std::string_view bytes_of(const Structure& structure) {
  return {reinterpret_cast<const char*>(&structure), sizeof structure};
}

// Builds one message: a header, a family's fixed structure, then attributes
// (nested ones by begin_nest and end_nest), each padded to four bytes.
class MessageBuilder {
 public:
  // `flags` are NLM_F_*; `fixed` is for example an ifinfomsg.
  template <typename Fixed>
  MessageBuilder(std::uint16_t type, std::uint16_t flags, const Fixed& fixed)
      : type_(type), flags_(flags), bytes_(sizeof(nlmsghdr), '\0') {
    append_padded(bytes_of(fixed));
  }

  MessageBuilder& attribute(std::uint16_t type, std::string_view value);
  template <typename Number>
    requires std::is_integral_v<Number>
  MessageBuilder& attribute(std::uint16_t type, Number value) {
    return attribute(type, bytes_of(value));
  }
  // A text with the NUL that the kernel expects at its end.
  MessageBuilder& text(std::uint16_t type, std::string_view value);

  // Attributes added in between are inside an attribute of `type`. The result of
  // begin_nest is end_nest's argument.
  std::size_t begin_nest(std::uint16_t type);
  MessageBuilder& end_nest(std::size_t nest);

  std::uint16_t type() const { return type_; }
  // The whole message with `sequence` as its number.
  std::string finish(std::uint32_t sequence) const;

 private:
  void append_padded(std::string_view bytes);

  std::uint16_t type_;
  std::uint16_t flags_;
  std::string bytes_;
};

// One received message; a view of the bytes it was cut from.
struct Message {
  nlmsghdr header{};
  std::string_view payload;
};

// Takes the first message off `bytes`. Throws SystemError EBADMSG when what is
// left is not a whole one.
Message take_message(std::string_view& bytes);

// A view of attributes, looked up by type. What is malformed counts as absent.
class Attributes {
 public:
  explicit Attributes(std::string_view bytes) : bytes_(bytes) {}

  // The last attribute of the type, as the kernel takes it.
  std::optional<std::string_view> find(std::uint16_t type) const;
  // Its text, without the NUL at its end; empty when it is absent.
  std::string text(std::uint16_t type) const;
  template <typename Number>
    requires std::is_integral_v<Number>
  std::optional<Number> number(std::uint16_t type) const {
    const auto value = find(type);
    if (!value || value->size() != sizeof(Number)) return std::nullopt;
    Number number;
    std::memcpy(&number, value->data(), sizeof number);
    return number;
  }

 private:
  std::string_view bytes_;
};

// Cuts `payload` into its fixed structure and the attributes after it. Throws
// SystemError EBADMSG when it is shorter than the structure.
template <typename Fixed>
Attributes split_payload(std::string_view payload, Fixed& fixed);

// The offset at which what follows `size` bytes begins.
constexpr std::size_t padded(std::size_t size) {
  return (size + NLMSG_ALIGNTO - 1) / NLMSG_ALIGNTO * NLMSG_ALIGNTO;
}

[[noreturn]] void throw_malformed();

template <typename Fixed>
Attributes split_payload(std::string_view payload, Fixed& fixed) {
  if (payload.size() < sizeof fixed) throw_malformed();
  std::memcpy(&fixed, payload.data(), sizeof fixed);
  payload.remove_prefix(std::min(payload.size(), padded(sizeof fixed)));
  return Attributes(payload);
}

}  // namespace vc::netlink
