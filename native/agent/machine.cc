// SPDX-License-Identifier: Apache-2.0
#include "agent/machine.h"

#include <fcntl.h>
#include <linux/random.h>
#include <sys/ioctl.h>
#include <sys/time.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <filesystem>
#include <string>
#include <thread>

#include "agent/rpc_error.h"
#include "common/bounded_file.h"
#include "common/decimal.h"
#include "common/system_error.h"
#include "common/unique_fd.h"

namespace vc::agent {
namespace {

namespace fs = std::filesystem;

constexpr const char* kMemoryDirectory = "/sys/devices/system/memory";
constexpr const char* kCpuDirectory = "/sys/devices/system/cpu";
constexpr std::size_t kMaxAttributeBytes = 4096;
constexpr int kOnlineAttempts = 100;
constexpr std::chrono::milliseconds kOnlineInterval{50};

std::string read_attribute(const fs::path& path) {
  std::string text = read_file(path, kMaxAttributeBytes);
  while (!text.empty() && text.back() == '\n') text.pop_back();
  return text;
}

// Whether `name` is `prefix` and then digits only, as in cpu3 or memory12.
bool is_numbered(const std::string& name, std::string_view prefix) {
  return name.starts_with(prefix) &&
         parse_number<unsigned>(std::string_view(name).substr(prefix.size())).has_value();
}

// Calls `visit` with the `online` file of every numbered device in `directory`.
template <typename Visit>
void for_each_online_file(const char* directory, std::string_view prefix, Visit visit) {
  std::error_code error;
  for (const fs::directory_entry& entry : fs::directory_iterator(directory, error)) {
    if (!is_numbered(entry.path().filename(), prefix)) continue;
    visit(entry.path() / "online");
  }
}

// One pass over the CPUs; returns how many are online after it.
std::uint32_t online_some_cpus(std::uint32_t wanted) {
  std::uint32_t online = 0;
  for_each_online_file(kCpuDirectory, "cpu", [&](const fs::path& file) {
    // The boot CPU has no such file: it cannot be taken offline.
    if (!fs::exists(file) || read_attribute(file) == "1") ++online;
  });
  for_each_online_file(kCpuDirectory, "cpu", [&](const fs::path& file) {
    if (online >= wanted || !fs::exists(file) || read_attribute(file) == "1") return;
    write_control_file(file, "1");
    ++online;
  });
  return online;
}

}  // namespace

std::uint64_t memory_block_size_bytes() {
  const fs::path file = fs::path(kMemoryDirectory) / "block_size_bytes";
  if (!fs::exists(file)) return 0;
  return parse_number<std::uint64_t>(read_attribute(file), 16).value_or(0);
}

bool can_probe_memory() { return fs::exists(fs::path(kMemoryDirectory) / "probe"); }

void online_cpus(std::uint32_t count) {
  for (int attempt = 0; attempt < kOnlineAttempts; ++attempt) {
    if (online_some_cpus(count) >= count) return;
    // sysfs tells of a CPU that appears only by uevent, before it can be onlined.
    std::this_thread::sleep_for(kOnlineInterval);
  }
  throw SystemError(ETIMEDOUT, "online cpus");
}

void online_memory() {
  for_each_online_file(kMemoryDirectory, "memory", [](const fs::path& file) {
    if (read_attribute(file) == "0") write_control_file(file, "1");
  });
}

void set_clock(std::int64_t seconds, std::int64_t microseconds) {
  const timeval time{seconds, microseconds};
  if (::settimeofday(&time, nullptr) == 0) return;
  if (errno == EINVAL) throw RpcError(RpcCode::kInvalidArgument, "time cannot be set");
  throw_errno("settimeofday");
}

void reseed_random(std::string_view seed) {
  const UniqueFd device(checked(::open("/dev/random", O_RDWR | O_CLOEXEC), "open", "/dev/random"));
  write_all(device.get(), seed);
  int bits = static_cast<int>(seed.size()) * 8;
  checked(::ioctl(device.get(), RNDADDTOENTCNT, &bits), "ioctl", "RNDADDTOENTCNT");
  checked(::ioctl(device.get(), RNDRESEEDCRNG), "ioctl", "RNDRESEEDCRNG");
}

}  // namespace vc::agent
