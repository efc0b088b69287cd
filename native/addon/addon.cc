// SPDX-License-Identifier: Apache-2.0
#include <napi.h>

#include "addon/boundary.h"
#include "addon/environment.h"
#include "addon/fd_handle.h"
#include "addon/polled_fd.h"

namespace vc::addon {
namespace {

Napi::Object initialize(Napi::Env env, Napi::Object exports) {
  return at_boundary(env, [&] {
    const auto environment = Environment::create(env);
    export_fd_functions(exports, environment);
    export_polled_functions(exports, environment);
    return exports;
  });
}

}  // namespace
}  // namespace vc::addon

Napi::Object init_addon(Napi::Env env, Napi::Object exports) { return vc::addon::initialize(env, exports); }

NODE_API_MODULE(virtcontainers, init_addon)
