// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "agent/guest_process.h"
#include "guest.pb.h"

namespace vc::agent {

// The one number that Kata has for an end: an exit code, or 128 and the signal's
// number, as shells have it.
int kata_status(const ExitStatus& status);

// The end with its cause kept.
virtcontainers::guest::v1::ProcessExit process_exit(const ProcessEnd& end);

}  // namespace vc::agent
