// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <node_api.h>
#include <uv.h>

#include <cstddef>
#include <memory>
#include <set>

namespace vc::addon {

class Poll;

// What the addon holds for one JavaScript environment (a main thread or a
// worker): its loop, and the handles that are open on it. When the environment
// ends, every handle is closed, and the environment waits until they are.
//
// Shared by the addon and every Poll; only ever touched on the environment's thread.
class Environment {
 public:
  // Makes the state of an environment that loads the addon. It dies with the
  // environment, or with the last handle after that.
  static std::shared_ptr<Environment> create(napi_env env);

  napi_env env() const { return env_; }
  uv_loop_t* loop() const { return loop_; }

  // Whether the environment still takes calls.
  bool alive() const { return alive_; }

 private:
  friend class Poll;

  Environment(napi_env env, uv_loop_t* loop) : env_(env), loop_(loop) {}

  static void on_cleanup(napi_async_cleanup_hook_handle hook, void* keeper);
  void finish_when_closed();

  napi_env env_;
  uv_loop_t* loop_;
  bool alive_ = true;
  std::set<Poll*> open_;
  std::size_t closing_ = 0;
  // Set while the environment waits for the last handle to close.
  napi_async_cleanup_hook_handle hook_ = nullptr;
};

}  // namespace vc::addon
