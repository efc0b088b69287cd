// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <napi.h>

#include <initializer_list>

namespace vc::addon {

// A JavaScript function that is called from the loop.
class ScriptCallback {
 public:
  // `name` is what async hooks and profilers show.
  ScriptCallback(const Napi::Function& function, const char* name);

  // Calls it with numbers, and runs the microtasks that this has made ready.
  // What it throws becomes an uncaught exception, as from any callback.
  void call(std::initializer_list<int> values);

 private:
  Napi::FunctionReference function_;
  Napi::AsyncContext context_;
};

}  // namespace vc::addon
