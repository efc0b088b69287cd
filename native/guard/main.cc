// SPDX-License-Identifier: Apache-2.0
#include <unistd.h>

#include <cstdio>

#include "guard/guard.h"
#include "guard/options.h"

int main(int argc, char** argv) {
  const auto parsed = vc::guard::parse_options(argc, argv);
  if (const auto* const error = std::get_if<vc::guard::UsageError>(&parsed)) {
    ::dprintf(STDERR_FILENO, "vc-guard: %s\n", error->message.c_str());
    return vc::guard::kGuardFailed;
  }
  return vc::guard::Guard(std::get<vc::guard::Options>(parsed)).run();
}
