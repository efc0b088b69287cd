// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <initializer_list>
#include <optional>
#include <string_view>
#include <utility>

namespace vc::agent {

enum class LogLevel { kTrace, kDebug, kInfo, kWarning, kError, kCritical };

// The names that Kata's `agent.log` takes; fatal and panic mean critical.
std::optional<LogLevel> parse_log_level(std::string_view name);

using LogFields = std::initializer_list<std::pair<std::string_view, std::string_view>>;

// One JSON object a line on standard output, which the kernel made the console.
// The level is the only process-wide state of the agent; set it before threads start.
void set_log_level(LogLevel level);
void log(LogLevel level, std::string_view message, LogFields fields = {});

}  // namespace vc::agent
