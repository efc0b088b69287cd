// SPDX-License-Identifier: Apache-2.0
#include <unistd.h>

#include <cstdio>
#include <exception>
#include <span>

#include "agent/guest_agent.h"
#include "agent/program_options.h"

int main(int argc, char** argv) {
  if (::getpid() == 1) vc::agent::run_as_init();
  try {
    const std::span<char* const> arguments(argv, static_cast<std::size_t>(argc));
    vc::agent::run_on_unix_socket(vc::agent::parse_program_options(arguments.subspan(1)));
    return 0;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "virtcontainers-agent: %s\n", error.what());
    return 1;
  }
}
