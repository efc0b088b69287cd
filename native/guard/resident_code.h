// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace vc::guard {

// Lets go of the program's code in memory; what is used again is mapped again
// from the page cache. Starting has touched nearly all of a static program,
// waiting needs little of it, and a guard mostly waits.
void release_resident_code() noexcept;

}  // namespace vc::guard
