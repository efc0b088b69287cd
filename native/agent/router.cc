// SPDX-License-Identifier: Apache-2.0
#include "agent/router.h"

namespace vc::agent {

const Router::Handler& Router::find(const std::string& service, const std::string& method) const {
  const auto methods = handlers_.find(service);
  if (methods == handlers_.end()) {
    throw RpcError(RpcCode::kUnimplemented, "service " + service);
  }
  const auto handler = methods->second.find(method);
  if (handler == methods->second.end()) {
    throw RpcError(RpcCode::kUnimplemented, "method " + method);
  }
  return handler->second;
}

}  // namespace vc::agent
