// SPDX-License-Identifier: Apache-2.0
#include "agent/offload.h"

#include <thread>

namespace vc::agent {

void run_on_thread(std::function<void()> work) { std::thread(std::move(work)).detach(); }

}  // namespace vc::agent
