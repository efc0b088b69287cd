// SPDX-License-Identifier: Apache-2.0
#include "addon/script_callback.h"

#include <vector>

namespace vc::addon {

ScriptCallback::ScriptCallback(const Napi::Function& function, const char* name)
    : function_(Napi::Persistent(function)), context_(function.Env(), name) {}

void ScriptCallback::call(std::initializer_list<int> values) {
  const Napi::Env env = function_.Env();
  const Napi::HandleScope scope(env);
  std::vector<napi_value> arguments;
  for (const int value : values) arguments.push_back(Napi::Number::New(env, value));
  try {
    function_.MakeCallback(env.Global(), arguments, context_);
  } catch (const Napi::Error& error) {
    napi_fatal_exception(env, error.Value());
  }
}

}  // namespace vc::addon
