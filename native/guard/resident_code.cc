// SPDX-License-Identifier: Apache-2.0
#include "guard/resident_code.h"

#include <sys/mman.h>
#include <unistd.h>

#include <cstdint>

// Set by the linker: where the read-only part of the program begins and its code ends.
extern "C" const char __executable_start;
extern "C" const char etext;

namespace vc::guard {

void release_resident_code() noexcept {
  const auto page = static_cast<std::uintptr_t>(::sysconf(_SC_PAGESIZE));
  const auto start = reinterpret_cast<std::uintptr_t>(&__executable_start) & ~(page - 1);
  const auto end = (reinterpret_cast<std::uintptr_t>(&etext) + page - 1) & ~(page - 1);
  // Advice that is not taken costs memory only.
  ::madvise(reinterpret_cast<void*>(start), end - start, MADV_DONTNEED);
}

}  // namespace vc::guard
