// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "agent/guest_process.h"
#include "agent/router.h"
#include "agent/task.h"

namespace vc::agent {

enum class OutputStream { kStdout, kStderr };

// Waits for output and returns 1 to `max_size_bytes` of it (a megabyte at most), or
// nothing at its end: when all writers closed it, or half a second after the
// process's own end when some descendant still holds it open but writes nothing.
Task<std::string> read_output(Call& call, std::shared_ptr<GuestProcess> process,
                              OutputStream stream, std::uint32_t max_size_bytes);

// Writes all of `data` to the process's input, waiting while it is full. Returns
// how much was written: less when the process closes its input meanwhile.
Task<std::uint32_t> write_input(Call& call, std::shared_ptr<GuestProcess> process,
                                std::string data);

}  // namespace vc::agent
