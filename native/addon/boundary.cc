// SPDX-License-Identifier: Apache-2.0
#include "addon/boundary.h"

namespace vc::addon {

Napi::Error to_script_error(Napi::Env env, const SystemError& error) {
  Napi::Error result = Napi::Error::New(env, error.what());
  result.Set("errno", Napi::Number::New(env, error.error_number()));
  result.Set("syscall", Napi::String::New(env, error.syscall()));
  return result;
}

void add_function(Napi::Object& exports, const std::shared_ptr<Environment>& environment, const char* name,
                  Implementation implementation) {
  const auto call = [environment, implementation](const Napi::CallbackInfo& info) {
    return at_boundary(info.Env(), [&] { return implementation(info, environment); });
  };
  exports.Set(name, Napi::Function::New(exports.Env(), call, name));
}

}  // namespace vc::addon
