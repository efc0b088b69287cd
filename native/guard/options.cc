// SPDX-License-Identifier: Apache-2.0
#include "guard/options.h"

#include <algorithm>
#include <charconv>
#include <optional>
#include <string_view>

namespace vc::guard {
namespace {

// A descriptor beside the three standard ones.
std::optional<int> parse_fd(std::string_view text) {
  int fd = -1;
  const char* const end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, fd);
  if (error != std::errc{} || stop != end || fd < 3) return std::nullopt;
  return fd;
}

// Absolute, and with a last component that can be removed by its name.
bool is_run_dir(std::string_view path) {
  if (path.size() < 2 || path.front() != '/') return false;
  const std::string_view last = path.substr(path.rfind('/') + 1);
  return !last.empty() && last != "." && last != "..";
}

// Sets the option that takes a value; false when name or value is wrong.
bool set_value(Options& options, std::string_view name, std::string_view value) {
  if (name == "--run-dir") {
    options.run_dir = value;
    return is_run_dir(value);
  }
  const std::optional<int> fd = parse_fd(value);
  if (!fd) return false;
  if (name == "--control") {
    options.control_fd = *fd;
  } else if (name == "--keep") {
    options.keep.push_back(*fd);
  } else {
    return false;
  }
  return true;
}

std::optional<std::string> find_fault(const Options& options) {
  if (options.control_fd < 0) return "--control is missing";
  if (options.run_dir.empty()) return "--run-dir is missing";
  if (options.command.empty()) return "no program after --";
  if (std::find(options.keep.begin(), options.keep.end(), options.control_fd) != options.keep.end()) {
    return "the program cannot keep the control socket";
  }
  return std::nullopt;
}

}  // namespace

std::variant<Options, UsageError> parse_options(int argc, char** argv) {
  Options options;
  int at = 1;
  for (; at < argc && std::string_view(argv[at]) != "--"; ++at) {
    const std::string_view name = argv[at];
    if (name == "--share") {
      options.share = true;
    } else if (at + 1 == argc || !set_value(options, name, argv[++at])) {
      return UsageError{"bad option " + std::string(name)};
    }
  }
  if (at + 1 < argc) {
    options.command.assign(argv + at + 1, argv + argc);
    options.command.push_back(nullptr);
  }
  if (const auto fault = find_fault(options)) return UsageError{*fault};
  return options;
}

}  // namespace vc::guard
