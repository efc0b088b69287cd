// SPDX-License-Identifier: Apache-2.0
#include "agent/program_options.h"

#include <array>
#include <string_view>

namespace vc::agent {
namespace {

using Apply = bool (*)(ProgramOptions& options, std::string_view value);

struct Option {
  std::string_view name;
  Apply apply;
};

bool set_listen(ProgramOptions& options, std::string_view value) {
  constexpr std::string_view kUnix = "unix:";
  if (!value.starts_with(kUnix)) return false;
  options.listen_path = value.substr(kUnix.size());
  return !options.listen_path.empty();
}

bool set_log_level_option(ProgramOptions& options, std::string_view value) {
  const auto level = parse_log_level(value);
  if (level) options.log_level = *level;
  return level.has_value();
}

template <std::string GuestLayout::*Field>
bool set_path(ProgramOptions& options, std::string_view value) {
  options.layout.*Field = value;
  return value.starts_with('/');
}

constexpr std::array kOptions{
    Option{"--listen", set_listen},
    Option{"--log", set_log_level_option},
    Option{"--run-dir", set_path<&GuestLayout::run_dir>},
    Option{"--cgroup-root", set_path<&GuestLayout::cgroup_root>},
    Option{"--crun", set_path<&GuestLayout::crun_path>},
    Option{"--crun-root", set_path<&GuestLayout::crun_root>},
};

void apply(ProgramOptions& options, std::string_view name, std::string_view value) {
  for (const Option& option : kOptions) {
    if (option.name != name) continue;
    if (option.apply(options, value)) return;
    throw UsageError("bad value for " + std::string(name) + ": " + std::string(value));
  }
  throw UsageError("unknown option " + std::string(name));
}

}  // namespace

ProgramOptions parse_program_options(std::span<char* const> arguments) {
  ProgramOptions options;
  for (; !arguments.empty(); arguments = arguments.subspan(2)) {
    if (arguments.size() < 2) throw UsageError("option without a value: " + std::string(arguments[0]));
    apply(options, arguments[0], arguments[1]);
  }
  if (options.listen_path.empty()) throw UsageError("--listen unix:PATH is needed");
  return options;
}

}  // namespace vc::agent
