// SPDX-License-Identifier: Apache-2.0
#include "agent/kernel_command_line.h"

#include <array>

#include "common/decimal.h"

namespace vc::agent {
namespace {

constexpr std::string_view kUnixScheme = "unix://";
constexpr std::string_view kVsockScheme = "vsock://";
constexpr std::string_view kAnyCid = "-1";

using Apply = bool (*)(CommandLine& line, std::string_view value);

struct Key {
  std::string_view name;
  Apply apply;
};

bool set_log_level(CommandLine& line, std::string_view value) {
  const auto level = parse_log_level(value);
  if (level) line.log_level = *level;
  return level.has_value();
}

bool set_server(CommandLine& line, std::string_view value) {
  const auto address = parse_server_address(value);
  if (address) line.server = *address;
  return address.has_value();
}

bool set_pipe_size(CommandLine& line, std::string_view value) {
  const auto size = parse_number<int>(value);
  if (!size || *size < 0) return false;
  line.container_pipe_size_bytes = *size;
  return true;
}

constexpr std::array kKeys{
    Key{"agent.log", set_log_level},
    Key{"agent.server_addr", set_server},
    Key{"agent.container_pipe_size", set_pipe_size},
};

void apply_word(CommandLine& line, std::string_view word) {
  const std::size_t equals = word.find('=');
  for (const Key& key : kKeys) {
    if (word.substr(0, equals) != key.name) continue;
    const bool valued = equals != std::string_view::npos;
    if (valued && key.apply(line, word.substr(equals + 1))) return;
    throw CommandLineError("bad kernel parameter " + std::string(word));
  }
}

}  // namespace

std::optional<ServerAddress> parse_server_address(std::string_view text) {
  ServerAddress address;
  if (text.starts_with(kUnixScheme)) {
    address.unix_path = text.substr(kUnixScheme.size());
    if (address.unix_path.empty()) return std::nullopt;
    return address;
  }
  if (!text.starts_with(kVsockScheme)) return std::nullopt;
  text.remove_prefix(kVsockScheme.size());
  const std::size_t colon = text.find(':');
  if (colon == std::string_view::npos || text.substr(0, colon) != kAnyCid) return std::nullopt;
  const auto port = parse_number<std::uint32_t>(text.substr(colon + 1));
  if (!port || *port == 0) return std::nullopt;
  address.vsock_port = *port;
  return address;
}

CommandLine parse_command_line(std::string_view text) {
  constexpr std::string_view kBlanks = " \t\n";
  CommandLine line;
  for (;;) {
    const std::size_t begin = text.find_first_not_of(kBlanks);
    if (begin == std::string_view::npos) return line;
    text.remove_prefix(begin);
    const std::string_view word = text.substr(0, text.find_first_of(kBlanks));
    apply_word(line, word);
    text.remove_prefix(word.size());
  }
}

}  // namespace vc::agent
