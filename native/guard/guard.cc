// SPDX-License-Identifier: Apache-2.0
#include "guard/guard.h"

#include <poll.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <string>

#include "guard/inherited_fds.h"
#include "guard/resident_code.h"

namespace vc::guard {
namespace {

// Exit codes of shells and env(1) for a program that cannot be executed, or is not there.
constexpr int kCannotExecute = 126;
constexpr int kNotFound = 127;
constexpr int kSignaledBase = 128;

// What asks the guard to end is an event like any other, so that it cleans up.
UniqueFd take_signals() {
  sigset_t ending;
  ::sigemptyset(&ending);
  for (const int signal : {SIGHUP, SIGINT, SIGTERM, SIGQUIT}) ::sigaddset(&ending, signal);
  checked(::sigprocmask(SIG_BLOCK, &ending, nullptr), "sigprocmask");
  return UniqueFd(checked(::signalfd(-1, &ending, SFD_CLOEXEC), "signalfd"));
}

int exit_code_of(const ProgramExit& exit) { return exit.signaled ? kSignaledBase + exit.value : exit.value; }

}  // namespace

Guard::Guard(const Options& options) : options_(options), control_(UniqueFd(options.control_fd)) {}

int Guard::run() {
  try {
    prepare();
    start();
    serve();
  } catch (const SystemError& error) {
    fail(error);
  }
  clean_up();
  return exit_code_;
}

// Everything up to the program, in an order in which each step's failure
// leaves only what clean_up removes.
void Guard::prepare() {
  restrict_inherited_fds(control_.fd(), options_.keep);
  ::setsid();  // fails, harmlessly, where the owner has made us a leader already
  signals_ = take_signals();
  try {
    cage_.emplace();
  } catch (const SystemError&) {
    run_dir_.emplace(options_.run_dir);
    throw;
  }
  // Opened inside the mount namespace: one from outside could carry no mount.
  run_dir_.emplace(options_.run_dir);
  if (options_.share) share_.emplace(run_dir_->fd());
}

void Guard::start() {
  program_.emplace(options_.command);
  release_program_fds(options_.keep);
  checked(::chdir("/"), "chdir");
}

void Guard::serve() {
  while (serve_once()) {
  }
  if (!program_) return;
  program_->kill();
  report_exit();
}

// Waits for one round of events; false when it is time to end. A descriptor of
// -1 is one that poll passes over.
bool Guard::serve_once() {
  std::array<pollfd, 4> events{{{program_->start_fd(), POLLIN, 0},
                                {program_->exit_fd(), POLLIN, 0},
                                {signals_.get(), POLLIN, 0},
                                {control_.fd(), POLLIN, 0}}};
  if (::poll(events.data(), events.size(), -1) < 0) {
    if (errno == EINTR) return true;
    throw_errno("poll");
  }
  const auto& [started, ended, signaled, requested] = events;
  if (started.revents != 0) {
    conclude_start();
    return program_.has_value();
  }
  if (ended.revents != 0 || signaled.revents != 0) return false;
  return requested.revents == 0 || read_control();
}

void Guard::conclude_start() {
  const int error_number = program_->read_start();
  if (error_number == 0) {
    control_.send({"started", std::to_string(program_->pid())});
    release_resident_code();
    return;
  }
  program_.reset();
  fail(SystemError(error_number, "execve"));
  exit_code_ = error_number == ENOENT ? kNotFound : kCannotExecute;
}

// False when the owner is gone or cannot be understood any more.
bool Guard::read_control() {
  const bool open = control_.receive();
  while (const auto message = control_.next()) {
    const auto request = parse_request(*message);
    if (!request) {
      refuse_stream(EBADMSG);
      return false;
    }
    answer(*request);
  }
  switch (control_.fault()) {
    case MessageReader::Fault::kNone:
      return open;
    case MessageReader::Fault::kTooLong:
      refuse_stream(EMSGSIZE);
      return false;
    case MessageReader::Fault::kMalformed:
    case MessageReader::Fault::kTooManyFields:
      refuse_stream(EPROTO);
      return false;
  }
  return false;
}

void Guard::answer(const Request& request) {
  try {
    perform(request);
    control_.send({"ok", request.id});
  } catch (const SystemError& error) {
    control_.send({"error", request.id, std::to_string(error.error_number()), error.syscall()});
  }
}

void Guard::perform(const Request& request) {
  if (std::holds_alternative<KillRequest>(request.body)) return program_->kill();
  if (!share_) throw SystemError(EOPNOTSUPP, "share");
  if (const auto* const bind = std::get_if<BindRequest>(&request.body)) return share_->bind(*bind);
  share_->unbind(std::get<UnbindRequest>(request.body).name);
}

// Id 0 belongs to no request: it is about the stream as a whole.
void Guard::refuse_stream(int error_number) {
  control_.send({"error", "0", std::to_string(error_number), "control"});
}

void Guard::report_exit() {
  const ProgramExit exit = program_->wait();
  exit_code_ = exit_code_of(exit);
  control_.send({"exit", exit.signaled ? "signal" : "code", std::to_string(exit.value)});
}

void Guard::clean_up() {
  program_.reset();
  if (cage_) cage_->end();
  share_.reset();
  try {
    if (!run_dir_) return;
    if (cage_) detach_share_tree(run_dir_->fd());
    run_dir_->remove();
  } catch (const SystemError& error) {
    control_.send({"residue", std::to_string(error.error_number()), error.syscall()});
  }
}

void Guard::fail(const SystemError& error) {
  control_.send({"failed", std::to_string(error.error_number()), error.syscall()});
}

}  // namespace vc::guard
