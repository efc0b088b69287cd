// SPDX-License-Identifier: Apache-2.0
#include "agent/child_process.h"

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <unistd.h>

#include <memory>
#include <optional>

#include "agent/wait_queue.h"
#include "common/system_error.h"

namespace vc::agent {
namespace {

constexpr const char* kPath = "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

// posix_spawn's functions return the error instead of setting errno.
void check_spawn(int error, const char* syscall, const std::string& subject = {}) {
  if (error != 0) throw SystemError(error, syscall, subject);
}

class FileActions {
 public:
  FileActions() { check_spawn(::posix_spawn_file_actions_init(&actions_), "posix_spawn"); }
  FileActions(const FileActions&) = delete;
  FileActions& operator=(const FileActions&) = delete;
  ~FileActions() { ::posix_spawn_file_actions_destroy(&actions_); }

  void give(int fd, int as) {
    const int error = fd < 0 ? ::posix_spawn_file_actions_addopen(&actions_, as, "/dev/null",
                                                                  O_RDWR, 0)
                             : ::posix_spawn_file_actions_adddup2(&actions_, fd, as);
    check_spawn(error, "posix_spawn");
  }
  const posix_spawn_file_actions_t* get() const { return &actions_; }

 private:
  posix_spawn_file_actions_t actions_;
};

class Attributes {
 public:
  Attributes() {
    check_spawn(::posix_spawnattr_init(&attributes_), "posix_spawn");
    sigset_t none;
    sigset_t all;
    ::sigemptyset(&none);
    ::sigfillset(&all);
    ::posix_spawnattr_setsigmask(&attributes_, &none);
    ::posix_spawnattr_setsigdefault(&attributes_, &all);
    ::posix_spawnattr_setflags(&attributes_, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
  }
  Attributes(const Attributes&) = delete;
  Attributes& operator=(const Attributes&) = delete;
  ~Attributes() { ::posix_spawnattr_destroy(&attributes_); }

  const posix_spawnattr_t* get() const { return &attributes_; }

 private:
  posix_spawnattr_t attributes_;
};

}  // namespace

pid_t spawn(const std::vector<std::string>& argv, const ChildStdio& stdio) {
  std::vector<char*> arguments;
  for (const std::string& argument : argv) arguments.push_back(const_cast<char*>(argument.c_str()));
  arguments.push_back(nullptr);
  char* environment[] = {const_cast<char*>(kPath), nullptr};
  FileActions actions;
  actions.give(stdio.stdin_fd, STDIN_FILENO);
  actions.give(stdio.stdout_fd, STDOUT_FILENO);
  actions.give(stdio.stderr_fd, STDERR_FILENO);
  const Attributes attributes;
  pid_t pid = -1;
  check_spawn(::posix_spawn(&pid, argv[0].c_str(), actions.get(), attributes.get(),
                            arguments.data(), environment),
              "posix_spawn", argv[0]);
  return pid;
}

Task<ExitStatus> run_child(EventLoop& loop, ChildReaper& reaper, std::vector<std::string> argv,
                           ChildStdio stdio) {
  const ChildReaper::Launch launch(reaper);
  WaitQueue ended(loop);
  std::optional<ExitStatus> status;
  reaper.expect(spawn(argv, stdio), [&](ExitStatus exit) {
    status = exit;
    ended.notify_all();
  });
  while (!status) co_await ended.wait();
  co_return *status;
}

}  // namespace vc::agent
