// SPDX-License-Identifier: Apache-2.0
#include "agent/signal_process.h"

#include <signal.h>

#include <array>
#include <cstdint>

#include "common/bounded_file.h"
#include "common/decimal.h"
#include "common/system_error.h"

namespace vc::agent {
namespace {

constexpr std::size_t kMaxStatusBytes = 16 * 1024;

std::uint64_t signal_mask(std::string_view status, std::string_view key) {
  const std::size_t at = status.find(key);
  if (at == std::string_view::npos) return 0;
  const std::string_view rest = status.substr(at + key.size());
  return parse_number<std::uint64_t>(rest.substr(0, rest.find('\n')), 16).value_or(0);
}

// The init of a process namespace never gets a signal that it does not handle,
// so a SIGTERM that would be lost is made the SIGKILL that was meant.
int effective_signal(const GuestProcess& init, int number) {
  if (number != SIGTERM) return number;
  const std::string path = "/proc/" + std::to_string(init.pid()) + "/status";
  return takes_default_action(read_file(path, kMaxStatusBytes), number) ? SIGKILL : number;
}

void kill_container(Container& container) {
  for (const auto& [id, process] : container.processes) process->note_kill_requested();
  if (container.init) container.init->note_kill_requested();
  container.cgroup.kill_all();
}

}  // namespace

bool takes_default_action(std::string_view status, int number) {
  const std::uint64_t bit = std::uint64_t{1} << (number - 1);
  static constexpr std::array kMasks{std::string_view("SigBlk:\t"), std::string_view("SigIgn:\t"),
                                     std::string_view("SigCgt:\t")};
  for (const std::string_view mask : kMasks) {
    if (signal_mask(status, mask) & bit) return false;
  }
  return true;
}

void signal_process(Sandbox& sandbox, const grpc::SignalProcessRequest& request) {
  const auto number = static_cast<int>(request.signal());
  if (request.exec_id().empty() && number == SIGKILL) {
    kill_container(*sandbox.container(request.container_id(), RpcCode::kInternal));
    return;
  }
  const auto process =
      sandbox.process(request.container_id(), request.exec_id(), RpcCode::kInvalidArgument);
  const auto container = sandbox.container(request.container_id(), RpcCode::kInvalidArgument);
  const bool is_init = process == container->init && !process->end();
  process->signal(is_init ? effective_signal(*process, number) : number);
}

}  // namespace vc::agent
