// SPDX-License-Identifier: Apache-2.0
#include "guard/program.h"

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>

#include "common/pidfd.h"
#include "common/system_error.h"
#include "guard/lifeline.h"

namespace vc::guard {
namespace {

// In the child: does not return. Reports the errno of what failed through
// `report_fd`, which a successful execve closes instead.
[[noreturn]] void execute(const std::vector<char*>& command, const Lifeline& lifeline, int null_fd, int report_fd) {
  lifeline.hold();
  sigset_t none;
  ::sigemptyset(&none);
  ::sigprocmask(SIG_SETMASK, &none, nullptr);
  if (::dup2(null_fd, STDIN_FILENO) >= 0 && ::dup2(STDOUT_FILENO, STDERR_FILENO) >= 0) {
    ::execvp(command[0], command.data());
  }
  const int error_number = errno;
  // A pipe takes so few bytes at once or not at all; then the exit code tells.
  const ssize_t written = ::write(report_fd, &error_number, sizeof error_number);
  ::_exit(written == sizeof error_number ? 127 : 126);
}

}  // namespace

Program::Program(const std::vector<char*>& command) {
  int ends[2];
  checked(::pipe2(ends, O_CLOEXEC), "pipe2");
  start_.reset(ends[0]);
  const UniqueFd report(ends[1]);
  const UniqueFd null(checked(::open("/dev/null", O_RDWR | O_CLOEXEC), "open", "/dev/null"));
  const Lifeline lifeline;
  pid_ = checked(::fork(), "fork");
  if (pid_ == 0) execute(command, lifeline, null.get(), report.get());
  // A child that is not reaped keeps its process id, so this cannot meet another.
  pidfd_ = open_pidfd(pid_);
  if (!pidfd_) {
    const SystemError error(errno, "pidfd_open");
    ::kill(pid_, SIGKILL);
    ::waitpid(pid_, nullptr, 0);
    throw error;
  }
}

Program::~Program() {
  if (pid_ < 0) return;
  kill();
  wait();
}

int Program::read_start() {
  int error_number = 0;
  const ssize_t got = ::read(start_.get(), &error_number, sizeof error_number);
  start_.reset();
  return got == sizeof error_number ? error_number : 0;
}

void Program::kill() { signal_pidfd(pidfd_, SIGKILL); }

ProgramExit Program::wait() {
  siginfo_t info{};
  while (::waitid(P_PIDFD, static_cast<id_t>(pidfd_.get()), &info, WEXITED) < 0 && errno == EINTR) {
  }
  pid_ = -1;
  return {info.si_code != CLD_EXITED, info.si_status};
}

}  // namespace vc::guard
