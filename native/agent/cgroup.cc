// SPDX-License-Identifier: Apache-2.0
#include "agent/cgroup.h"

#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include "common/bounded_file.h"
#include "common/decimal.h"
#include "common/system_error.h"
#include "common/unique_fd.h"

namespace vc::agent {
namespace {

constexpr std::size_t kMaxControlFileBytes = 64 * 1024;
constexpr int kFreezeTimeoutMs = 5000;

}  // namespace

std::uint64_t keyed_number(std::string_view file, std::string_view key) {
  while (!file.empty()) {
    const std::string_view line = file.substr(0, file.find('\n'));
    file.remove_prefix(std::min(file.size(), line.size() + 1));
    if (line.size() <= key.size() || !line.starts_with(key) || line[key.size()] != ' ') continue;
    return parse_number<std::uint64_t>(line.substr(key.size() + 1)).value_or(0);
  }
  return 0;
}

void Cgroup::kill_all() const {
  try {
    write_control_file(directory_ + "/cgroup.kill", "1");
  } catch (const SystemError& error) {
    if (error.error_number() != ENOENT && error.error_number() != ENODEV) throw;
  }
}

void Cgroup::freeze(bool frozen) const {
  const std::string events_path = directory_ + "/cgroup.events";
  const UniqueFd events(checked(::open(events_path.c_str(), O_RDONLY | O_CLOEXEC), "open",
                                events_path));
  write_control_file(directory_ + "/cgroup.freeze", frozen ? "1" : "0");
  for (;;) {
    checked(::lseek(events.get(), 0, SEEK_SET), "lseek", events_path);
    const std::string state = read_bounded(events.get(), kMaxControlFileBytes);
    if (keyed_number(state, "frozen") == (frozen ? 1u : 0u)) return;
    // cgroup.events reports a change as POLLPRI.
    pollfd changed{events.get(), POLLPRI, 0};
    const int count = checked(::poll(&changed, 1, kFreezeTimeoutMs), "poll", events_path);
    if (count == 0) throw SystemError(ETIMEDOUT, "poll", events_path);
  }
}

Cgroup::MemoryEvents Cgroup::memory_events() const {
  try {
    const std::string file = read_file(directory_ + "/memory.events", kMaxControlFileBytes);
    return {keyed_number(file, "oom"), keyed_number(file, "oom_kill")};
  } catch (const SystemError& error) {
    if (error.error_number() != ENOENT) throw;
    return {};
  }
}

}  // namespace vc::agent
