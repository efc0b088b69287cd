// SPDX-License-Identifier: Apache-2.0
#include "agent/cgroup_stats.h"

#include <algorithm>
#include <cerrno>
#include <limits>
#include <string>
#include <string_view>

#include "common/bounded_file.h"
#include "common/decimal.h"
#include "common/system_error.h"

namespace vc::agent {
namespace {

constexpr std::size_t kMaxControlFileBytes = 256 * 1024;
constexpr std::uint64_t kNanosecondsPerMicrosecond = 1000;

std::string read_optional(const Cgroup& cgroup, const char* name) {
  try {
    return read_file(cgroup.directory() + "/" + name, kMaxControlFileBytes);
  } catch (const SystemError& error) {
    if (error.error_number() != ENOENT) throw;
    return {};
  }
}

// "max" is the largest number, as for a group without a limit in cgroup v1.
std::uint64_t single_number(const std::string& file) {
  const std::string_view text = std::string_view(file).substr(0, file.find('\n'));
  if (text == "max") return std::numeric_limits<std::uint64_t>::max();
  return parse_number<std::uint64_t>(text).value_or(0);
}

void read_cpu(const Cgroup& cgroup, grpc::CpuStats& stats) {
  const std::string file = read_optional(cgroup, "cpu.stat");
  const auto nanoseconds = [&](std::string_view key) {
    return keyed_number(file, key) * kNanosecondsPerMicrosecond;
  };
  grpc::CpuUsage& usage = *stats.mutable_cpu_usage();
  usage.set_total_usage(nanoseconds("usage_usec"));
  usage.set_usage_in_usermode(nanoseconds("user_usec"));
  usage.set_usage_in_kernelmode(nanoseconds("system_usec"));
  grpc::ThrottlingData& throttling = *stats.mutable_throttling_data();
  throttling.set_periods(keyed_number(file, "nr_periods"));
  throttling.set_throttled_periods(keyed_number(file, "nr_throttled"));
  throttling.set_throttled_time(nanoseconds("throttled_usec"));
}

void read_memory(const Cgroup& cgroup, grpc::MemoryStats& stats) {
  const auto number = [&](const char* name) { return single_number(read_optional(cgroup, name)); };
  const std::string events = read_optional(cgroup, "memory.events");
  grpc::MemoryData& usage = *stats.mutable_usage();
  usage.set_usage(number("memory.current"));
  usage.set_max_usage(number("memory.peak"));
  usage.set_limit(number("memory.max"));
  usage.set_failcnt(keyed_number(events, "max"));
  stats.mutable_swap_usage()->set_usage(number("memory.swap.current"));
  stats.mutable_swap_usage()->set_limit(number("memory.swap.max"));
  const std::string details = read_optional(cgroup, "memory.stat");
  stats.set_cache(keyed_number(details, "file"));
  stats.mutable_kernel_usage()->set_usage(keyed_number(details, "kernel"));
  stats.set_use_hierarchy(true);
  for (std::string_view rest = details; !rest.empty();) {
    const std::string_view line = rest.substr(0, rest.find('\n'));
    rest.remove_prefix(std::min(rest.size(), line.size() + 1));
    const std::size_t blank = line.find(' ');
    if (blank == std::string_view::npos) continue;
    const auto value = parse_number<std::uint64_t>(line.substr(blank + 1));
    if (value) (*stats.mutable_stats())[std::string(line.substr(0, blank))] = *value;
  }
}

void read_pids(const Cgroup& cgroup, grpc::PidsStats& stats) {
  stats.set_current(single_number(read_optional(cgroup, "pids.current")));
  stats.set_limit(single_number(read_optional(cgroup, "pids.max")));
}

}  // namespace

void read_cgroup_stats(const Cgroup& cgroup, grpc::CgroupStats& stats) {
  read_cpu(cgroup, *stats.mutable_cpu_stats());
  read_memory(cgroup, *stats.mutable_memory_stats());
  read_pids(cgroup, *stats.mutable_pids_stats());
}

}  // namespace vc::agent
