// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <type_traits>

namespace vc::agent {

// Writes one JSON document in order. Bytes that are not UTF-8 are kept as they
// are: paths and environment variables of Linux are bytes, and crun reads bytes.
class JsonWriter {
 public:
  void begin_object() { open('{'); }
  void end_object() { close('}'); }
  void begin_array() { open('['); }
  void end_array() { close(']'); }
  // The next value is this member's.
  void key(std::string_view name);

  void value(std::string_view text);
  void value(const char* text) { value(std::string_view(text)); }
  void value(bool truth) { raw(truth ? "true" : "false"); }
  template <typename Integer>
    requires(std::is_integral_v<Integer> && !std::is_same_v<Integer, bool>)
  void value(Integer number) {
    raw(std::to_string(number));
  }

  template <typename Value>
  void member(std::string_view name, const Value& content) {
    key(name);
    value(content);
  }
  // An array of scalars; left out when it is empty.
  template <typename Range>
  void member_array(std::string_view name, const Range& range) {
    if (range.begin() == range.end()) return;
    key(name);
    begin_array();
    for (const auto& item : range) value(item);
    end_array();
  }

  // The document; the writer is empty afterwards.
  std::string take() { return std::move(text_); }

 private:
  void open(char bracket);
  void close(char bracket);
  void raw(std::string_view token);
  void separate();
  void quote(std::string_view text);

  std::string text_;
  bool first_ = true;
};

}  // namespace vc::agent
