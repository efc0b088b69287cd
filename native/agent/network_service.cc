// SPDX-License-Identifier: Apache-2.0
#include "agent/services.h"

namespace vc::agent {

void add_network_service(Router&) {}

}  // namespace vc::agent
