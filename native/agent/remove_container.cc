// SPDX-License-Identifier: Apache-2.0
#include "agent/remove_container.h"

#include <filesystem>
#include <string>
#include <utility>

#include "agent/log.h"

namespace vc::agent {
namespace {

Task<> wait_for_init(Container& container, std::optional<std::chrono::seconds> timeout) {
  if (!container.init) co_return;
  const auto until = timeout ? Clock::now() + *timeout : Clock::time_point::max();
  const WakeReason reason = co_await container.init->wait_end_until(until);
  if (reason != WakeReason::kTimedOut) co_return;
  throw RpcError(RpcCode::kDeadlineExceeded, "container " + container.id + " has not ended");
}

}  // namespace

Task<> remove_container(Sandbox& sandbox, std::shared_ptr<Container> container,
                        std::optional<std::chrono::seconds> timeout) {
  using enum ContainerState;
  container->require_state({kCreated, kRunning, kPaused, kStopped}, "remove");
  const ContainerState before = std::exchange(container->state, kRemoving);
  std::exception_ptr failure;
  try {
    // A frozen process takes its SIGKILL as well in cgroup2.
    container->cgroup.kill_all();
    co_await wait_for_init(*container, timeout);
    co_await sandbox.crun().remove(container->id, container->bundle);
  } catch (...) {
    failure = std::current_exception();
  }
  if (failure) {
    container->state = container->init && container->init->end() ? kStopped : before;
    std::rethrow_exception(failure);
  }
  discard_container(sandbox, *container);
}

void discard_container(Sandbox& sandbox, Container& container) {
  sandbox.oom_watch().remove(container.id);
  while (!container.processes.empty()) {
    container.forget_process(container.processes.begin()->first);
  }
  for (auto mount = container.storages.rbegin(); mount != container.storages.rend(); ++mount) {
    sandbox.storages().detach(*mount);
  }
  std::error_code error;
  std::filesystem::remove_all(container.bundle, error);
  if (error) {
    log(LogLevel::kWarning, "bundle was not removed",
        {{"container", container.id}, {"error", error.message()}});
  }
  if (sandbox.first_container.get() == &container) sandbox.first_container.reset();
  // Last: it may hold the only reference to the container.
  sandbox.containers.erase(std::string(container.id));
}

}  // namespace vc::agent
