// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <linux/openat2.h>

#include <cstdint>

#include "common/beneath.h"

namespace vc::guard {

// Beneath a directory, through no link, and not into another mount either: what
// the guard makes or removes must never lie in a host directory that is bound
// into the share tree. Entering a mount fails with EXDEV.
inline constexpr Confinement kBeneathOneMount =
    static_cast<Confinement>(static_cast<std::uint64_t>(Confinement::kBeneathNoSymlinks) | RESOLVE_NO_XDEV);

}  // namespace vc::guard
