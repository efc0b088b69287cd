// SPDX-License-Identifier: Apache-2.0
#include "agent/log.h"

#include <time.h>
#include <unistd.h>

#include <array>
#include <cstdio>
#include <string>

#include "agent/json_writer.h"

namespace vc::agent {
namespace {

struct LevelName {
  std::string_view name;
  LogLevel level;
};

constexpr std::array kLevelNames{
    LevelName{"trace", LogLevel::kTrace},       LevelName{"debug", LogLevel::kDebug},
    LevelName{"info", LogLevel::kInfo},         LevelName{"warning", LogLevel::kWarning},
    LevelName{"error", LogLevel::kError},       LevelName{"critical", LogLevel::kCritical},
    LevelName{"warn", LogLevel::kWarning},      LevelName{"fatal", LogLevel::kCritical},
    LevelName{"panic", LogLevel::kCritical},
};

LogLevel threshold = LogLevel::kInfo;

// Seconds since boot: lets the host lay the lines beside the kernel's own.
std::string uptime() {
  timespec now{};
  ::clock_gettime(CLOCK_BOOTTIME, &now);
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), "%lld.%06ld", static_cast<long long>(now.tv_sec),
                now.tv_nsec / 1000);
  return text.data();
}

}  // namespace

std::optional<LogLevel> parse_log_level(std::string_view name) {
  for (const LevelName& entry : kLevelNames) {
    if (entry.name == name) return entry.level;
  }
  return std::nullopt;
}

void set_log_level(LogLevel level) { threshold = level; }

void log(LogLevel level, std::string_view message, LogFields fields) {
  if (level < threshold) return;
  JsonWriter json;
  json.begin_object();
  json.member("uptime", uptime());
  json.member("level", kLevelNames[static_cast<std::size_t>(level)].name);
  json.member("msg", message);
  for (const auto& [key, value] : fields) json.member(key, value);
  json.end_object();
  std::string line = json.take();
  line.push_back('\n');
  // Nothing can be done about a console that does not take the line.
  [[maybe_unused]] const ssize_t written = ::write(STDOUT_FILENO, line.data(), line.size());
}

}  // namespace vc::agent
