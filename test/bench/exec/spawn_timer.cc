// SPDX-License-Identifier: Apache-2.0
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>

// Runs a command again and again, and prints how long each run took in
// microseconds, one a line: spawn_timer COUNT PROGRAM [ARG]...
int main(int argc, char** argv) {
  if (argc < 3) return 2;
  for (long left = std::strtol(argv[1], nullptr, 10); left > 0; --left) {
    const auto began = std::chrono::steady_clock::now();
    pid_t child = -1;
    int status = -1;
    if (::posix_spawn(&child, argv[2], nullptr, nullptr, argv + 2, environ) != 0) return 127;
    if (::waitpid(child, &status, 0) != child || status != 0) return 1;
    const auto took = std::chrono::steady_clock::now() - began;
    std::printf("%ld\n", static_cast<long>(std::chrono::duration_cast<std::chrono::microseconds>(took).count()));
  }
}
