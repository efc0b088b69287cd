// SPDX-License-Identifier: Apache-2.0
#include "agent/services.h"
#include "health.pb.h"

namespace vc::agent {
namespace {

// What Kata's agent calls the version of its API.
constexpr const char* kApiVersion = "0.0.1";

Task<grpc::HealthCheckResponse> check(Call&, const grpc::CheckRequest&) {
  grpc::HealthCheckResponse response;
  response.set_status(grpc::HealthCheckResponse::SERVING);
  co_return response;
}

Task<grpc::VersionCheckResponse> version(Call&, const grpc::CheckRequest&) {
  grpc::VersionCheckResponse response;
  response.set_grpc_version(kApiVersion);
  response.set_agent_version(kAgentVersion);
  co_return response;
}

}  // namespace

void add_health_service(Router& router) {
  router.add<grpc::CheckRequest, grpc::HealthCheckResponse>(kHealthService, "Check", check);
  router.add<grpc::CheckRequest, grpc::VersionCheckResponse>(kHealthService, "Version", version);
}

}  // namespace vc::agent
