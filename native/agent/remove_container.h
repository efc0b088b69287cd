// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <memory>
#include <optional>

#include "agent/sandbox.h"
#include "agent/task.h"

namespace vc::agent {

// Kills what runs in the container, waits for its end and forgets it with all
// that was made for it. Throws RpcError DEADLINE_EXCEEDED when the init process has
// not ended within `timeout`; the container can be removed again then.
Task<> remove_container(Sandbox& sandbox, std::shared_ptr<Container> container,
                        std::optional<std::chrono::seconds> timeout);

// Frees what the agent itself made for a container that crun does not know (any
// more): streams, storages, bundle and name.
void discard_container(Sandbox& sandbox, Container& container);

}  // namespace vc::agent
