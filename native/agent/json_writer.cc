// SPDX-License-Identifier: Apache-2.0
#include "agent/json_writer.h"

namespace vc::agent {
namespace {

constexpr std::string_view kHexDigits = "0123456789abcdef";

}  // namespace

void JsonWriter::key(std::string_view name) {
  separate();
  quote(name);
  text_.push_back(':');
  first_ = true;  // no comma between a key and its value
}

void JsonWriter::value(std::string_view text) {
  separate();
  quote(text);
}

void JsonWriter::raw(std::string_view token) {
  separate();
  text_.append(token);
}

void JsonWriter::open(char bracket) {
  separate();
  text_.push_back(bracket);
  first_ = true;
}

void JsonWriter::close(char bracket) {
  text_.push_back(bracket);
  first_ = false;
}

void JsonWriter::separate() {
  if (!first_) text_.push_back(',');
  first_ = false;
}

void JsonWriter::quote(std::string_view text) {
  text_.push_back('"');
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      text_.push_back('\\');
      text_.push_back(c);
    } else if (byte < 0x20 || byte == 0x7f) {
      text_.append("\\u00");
      text_.push_back(kHexDigits[byte >> 4]);
      text_.push_back(kHexDigits[byte & 15]);
    } else {
      text_.push_back(c);
    }
  }
  text_.push_back('"');
}

}  // namespace vc::agent
