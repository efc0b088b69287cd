// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <napi.h>

#include <memory>
#include <utility>

#include "addon/environment.h"
#include "common/system_error.h"

namespace vc::addon {

// The error that JavaScript sees of a failed system call: `errno` as a
// positive number and `syscall` tell what the message says in words.
Napi::Error to_script_error(Napi::Env env, const SystemError& error);

// Runs what may throw SystemError where only JavaScript exceptions may leave.
template <typename Work>
auto at_boundary(Napi::Env env, Work&& work) {
  try {
    return std::forward<Work>(work)();
  } catch (const SystemError& error) {
    throw to_script_error(env, error);
  }
}

// A handle: an opaque value that owns a native object of one type. The tag
// keeps a handle of one type, or a foreign value, from being taken for another.
template <typename Object>
Napi::Value make_handle(Napi::Env env, std::unique_ptr<Object> object) {
  auto external = Napi::External<Object>::New(env, object.get(), [](Napi::Env, Object* last) { delete last; });
  (void)object.release();
  external.TypeTag(&Object::kTypeTag);
  return external;
}

// The object of a handle. Throws a JavaScript TypeError for any other value.
template <typename Object>
Object& from_handle(const Napi::Value& value) {
  if (value.IsExternal()) {
    const auto external = value.As<Napi::External<Object>>();
    if (external.CheckTypeTag(&Object::kTypeTag)) return *external.Data();
  }
  throw Napi::TypeError::New(value.Env(), "not a handle of the right type");
}

// Adds a function to the addon's exports. It gets the environment's state beside its arguments.
using Implementation = Napi::Value (*)(const Napi::CallbackInfo& info, const std::shared_ptr<Environment>& environment);

void add_function(Napi::Object& exports, const std::shared_ptr<Environment>& environment, const char* name,
                  Implementation implementation);

}  // namespace vc::addon
