// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "agent/router.h"
#include "agent/sandbox.h"

namespace vc::agent {

// Each adds the methods of one room to the router. The sandbox must outlive it.
void add_health_service(Router& router);
void add_sandbox_service(Router& router, Sandbox& sandbox);
void add_container_service(Router& router, Sandbox& sandbox);
void add_process_service(Router& router, Sandbox& sandbox);
void add_stream_service(Router& router, Sandbox& sandbox);
void add_network_service(Router& router, EventLoop& loop);
void add_machine_service(Router& router, Sandbox& sandbox);

inline constexpr const char* kAgentService = "grpc.AgentService";
inline constexpr const char* kHealthService = "grpc.Health";
inline constexpr const char* kGuestService = "virtcontainers.guest.v1.Guest";
// In AgentDetails.extra_features: kGuestService is served.
inline constexpr const char* kGuestFeature = "virtcontainers.guest.v1";
inline constexpr const char* kAgentVersion = "0.1.0";

}  // namespace vc::agent
