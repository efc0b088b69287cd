// SPDX-License-Identifier: Apache-2.0
#include "agent/kernel_modules.h"

#include <fcntl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <optional>
#include <stdexcept>
#include <utility>

#include "agent/log.h"
#include "agent/offload.h"
#include "agent/rpc_error.h"
#include "common/bounded_file.h"
#include "common/decimal.h"
#include "common/system_error.h"
#include "common/unique_fd.h"

namespace vc::agent {
namespace {

std::string_view take_word(std::string_view& line) {
  const std::string_view word = line.substr(0, line.find(' '));
  line.remove_prefix(word.size());
  line.remove_prefix(std::min(line.size(), line.find_first_not_of(' ')));
  return word;
}

using Stage = KernelModule::Stage;

constexpr std::string_view kVirtioStage = "virtio:";
constexpr const char* kVirtioDevices = "/sys/bus/virtio/devices";
constexpr std::size_t kMaxIdBytes = 16;

// The stage and, of kVirtio, the device id.
std::optional<std::pair<Stage, unsigned>> parse_stage(std::string_view word) {
  if (word == "boot") return std::pair(Stage::kBoot, 0u);
  if (word == "later") return std::pair(Stage::kLater, 0u);
  if (!word.starts_with(kVirtioStage)) return std::nullopt;
  const auto id = parse_number<unsigned>(word.substr(kVirtioStage.size()));
  if (!id) return std::nullopt;
  return std::pair(Stage::kVirtio, *id);
}

KernelModule parse_line(std::string_view line) {
  std::string_view rest = line;
  const auto stage = parse_stage(take_word(rest));
  const std::string_view path = take_word(rest);
  if (!stage || !path.starts_with('/')) {
    throw std::runtime_error("bad line in the module list: " + std::string(line));
  }
  return {stage->first, std::string(path), std::string(rest), stage->second};
}

// Loads one after the other; the first failure's text, or nothing.
std::string load_all(const std::vector<KernelModule>& modules) {
  try {
    for (const KernelModule& module : modules) load_module(module);
    return {};
  } catch (const std::exception& error) {
    return error.what();
  }
}

}  // namespace

std::vector<KernelModule> parse_module_list(std::string_view text) {
  std::vector<KernelModule> modules;
  while (!text.empty()) {
    const std::string_view line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(text.size(), line.size() + 1));
    if (!line.empty() && line.front() != '#') modules.push_back(parse_line(line));
  }
  return modules;
}

std::set<unsigned> present_virtio_devices() {
  std::set<unsigned> ids;
  std::error_code error;
  for (const auto& device : std::filesystem::directory_iterator(kVirtioDevices, error)) {
    // Written by the kernel as 0x and four hexadecimal digits.
    const std::string text = read_file(device.path() / "device", kMaxIdBytes);
    const std::string_view digits = std::string_view(text).substr(0, text.find('\n'));
    if (!digits.starts_with("0x")) continue;
    if (const auto id = parse_number<unsigned>(digits.substr(2), 16)) ids.insert(*id);
  }
  return ids;
}

void load_module(const KernelModule& module) {
  const UniqueFd file(checked(::open(module.path.c_str(), O_RDONLY | O_CLOEXEC), "open",
                              module.path));
  const long result = ::syscall(SYS_finit_module, file.get(), module.parameters.c_str(), 0);
  if (result < 0 && errno != EEXIST) throw_errno("finit_module", module.path);
}

void LaterModules::start(std::vector<KernelModule> modules, std::function<void()> on_loaded) {
  on_loaded_ = std::move(on_loaded);
  run_on_thread([this, modules = std::move(modules)] {
    std::string failure = load_all(modules);
    loop_.post_from_thread([this, failure = std::move(failure)] { finish(failure); });
  });
}

void LaterModules::finish(std::string failure) {
  finished_ = true;
  failure_ = std::move(failure);
  if (!failure_.empty()) log(LogLevel::kError, "modules were not loaded", {{"error", failure_}});
  changed_.notify_all();
  on_loaded_();
}

Task<> LaterModules::loaded() {
  while (!finished_) co_await changed_.wait();
  if (!failure_.empty()) throw RpcError(RpcCode::kInternal, "kernel modules: " + failure_);
}

}  // namespace vc::agent
