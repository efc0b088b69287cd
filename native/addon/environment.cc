// SPDX-License-Identifier: Apache-2.0
#include "addon/environment.h"

#include <cerrno>
#include <utility>

#include "addon/poll.h"
#include "common/system_error.h"

namespace vc::addon {

std::shared_ptr<Environment> Environment::create(napi_env env) {
  uv_loop_t* loop = nullptr;
  if (napi_get_uv_event_loop(env, &loop) != napi_ok) throw SystemError(EINVAL, "napi_get_uv_event_loop");
  std::shared_ptr<Environment> environment(new Environment(env, loop));
  // The hook owns one reference, so that the state outlives the addon's own.
  auto* keeper = new std::shared_ptr<Environment>(environment);
  if (napi_add_async_cleanup_hook(env, on_cleanup, keeper, nullptr) != napi_ok) {
    delete keeper;
    throw SystemError(ENOMEM, "napi_add_async_cleanup_hook");
  }
  return environment;
}

void Environment::on_cleanup(napi_async_cleanup_hook_handle hook, void* keeper) {
  const std::unique_ptr<std::shared_ptr<Environment>> owned(static_cast<std::shared_ptr<Environment>*>(keeper));
  const std::shared_ptr<Environment> environment = *owned;
  environment->alive_ = false;
  environment->hook_ = hook;
  while (!environment->open_.empty()) (*environment->open_.begin())->close();
  environment->finish_when_closed();
}

void Environment::finish_when_closed() {
  if (hook_ == nullptr || closing_ > 0) return;
  napi_remove_async_cleanup_hook(std::exchange(hook_, nullptr));
}

}  // namespace vc::addon
