// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string_view>

namespace vc::agent {

// The unit of memory hotplug, or 0 when the kernel has none.
std::uint64_t memory_block_size_bytes();
// Whether memory can be announced to the kernel by its address.
bool can_probe_memory();

// Brings CPUs online until `count` are. Blocks for at most five seconds, while the
// kernel makes hot-plugged ones appear; throws SystemError ETIMEDOUT then.
void online_cpus(std::uint32_t count);
// Brings every memory block online.
void online_memory();

// Throws RpcError INVALID_ARGUMENT for a time that cannot be set.
void set_clock(std::int64_t seconds, std::int64_t microseconds);
// Mixes `seed` into the kernel's random pool, credits it, and renews what the
// kernel draws from the pool, so that clones of one machine image differ.
void reseed_random(std::string_view seed);

}  // namespace vc::agent
