// SPDX-License-Identifier: Apache-2.0
#include "agent/destroy_sandbox.h"

#include <chrono>
#include <vector>

#include "agent/log.h"
#include "agent/remove_container.h"

namespace vc::agent {
namespace {

// A process that outlives its SIGKILL this long is stuck in the kernel.
constexpr std::chrono::seconds kKillTimeout{5};

Task<> remove_one(Sandbox& sandbox, std::shared_ptr<Container> container) {
  try {
    co_await remove_container(sandbox, container, kKillTimeout);
  } catch (const std::exception& error) {
    log(LogLevel::kWarning, "container was not removed",
        {{"container", container->id}, {"error", error.what()}});
  }
}

// On a machine that ends with the sandbox, crun's records need no tidying up.
Task<> kill_one(std::shared_ptr<Container> container) {
  try {
    container->cgroup.kill_all();
    if (container->init) co_await container->init->wait_end_until(Clock::now() + kKillTimeout);
  } catch (const std::exception& error) {
    log(LogLevel::kWarning, "container was not killed",
        {{"container", container->id}, {"error", error.what()}});
  }
}

}  // namespace

Task<> destroy_sandbox(Sandbox& sandbox) {
  std::vector<std::shared_ptr<Container>> all;
  for (const auto& [id, container] : sandbox.containers) all.push_back(container);
  for (const std::shared_ptr<Container>& container : all) {
    if (sandbox.settings().owns_machine) {
      co_await kill_one(container);
    } else {
      co_await remove_one(sandbox, container);
    }
  }
  sandbox.oom_watch().end();
  sandbox.storages().detach_all();
  sandbox.id.clear();
}

}  // namespace vc::agent
