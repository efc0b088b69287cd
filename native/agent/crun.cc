// SPDX-License-Identifier: Apache-2.0
#include "agent/crun.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <utility>

#include "agent/log.h"
#include "agent/rpc_error.h"
#include "common/bounded_file.h"
#include "common/decimal.h"
#include "common/system_error.h"
#include "common/unique_fd.h"

namespace vc::agent {
namespace {

constexpr std::size_t kMaxLogSizeBytes = 16 * 1024;
constexpr std::size_t kMaxPidFileBytes = 32;

std::string take_file(const std::string& path, std::size_t max_size_bytes) {
  std::string text = read_file(path, max_size_bytes);
  ::unlink(path.c_str());
  while (!text.empty() && text.back() == '\n') text.pop_back();
  return text;
}

// crun makes its log only when it has something to say.
std::string take_log(const std::string& path) {
  if (::access(path.c_str(), F_OK) < 0) return {};
  return take_file(path, kMaxLogSizeBytes);
}

pid_t take_pid(const std::string& path) {
  const auto pid = parse_number<pid_t>(take_file(path, kMaxPidFileBytes));
  if (!pid || *pid <= 1) throw RpcError(RpcCode::kInternal, "crun wrote no usable pid");
  return *pid;
}

std::string describe(const ExitStatus& status) {
  return (status.signaled ? "ended by signal " : "exit code ") + std::to_string(status.value);
}

// Writes the byte that the init of a created container waits for, as `crun start`
// does; false when it has been written before.
bool release_init(const std::string& fifo_path) {
  const UniqueFd fifo(::open(fifo_path.c_str(), O_WRONLY | O_NONBLOCK | O_CLOEXEC | O_NOFOLLOW));
  if (!fifo && errno == ENOENT) return false;
  if (!fifo) throw_errno("open", fifo_path);
  checked(::unlink(fifo_path.c_str()), "unlink", fifo_path);
  write_all(fifo.get(), std::string_view("\0", 1));
  return true;
}

}  // namespace

std::vector<std::string> Crun::command(const std::string& log_path) const {
  return {layout_.crun_path, "--root=" + layout_.crun_root, "--cgroup-manager=cgroupfs",
          "--log=" + log_path};
}

Task<pid_t> Crun::create(Launch launch_spec, std::string bundle) {
  std::vector<std::string> arguments{"create", "--bundle=" + bundle};
  return launch(std::move(launch_spec), std::move(arguments));
}

Task<pid_t> Crun::exec(Launch launch_spec, std::string process_file) {
  std::vector<std::string> arguments{"exec", "--detach", "--process=" + process_file};
  return launch(std::move(launch_spec), std::move(arguments));
}

Task<pid_t> Crun::launch(Launch spec, std::vector<std::string> arguments) {
  const std::string base = spec.scratch_dir + "/" + spec.name;
  const std::string what = arguments.front();
  if (!spec.console_socket.empty()) arguments.push_back("--console-socket=" + spec.console_socket);
  arguments.push_back("--pid-file=" + base + ".pid");
  arguments.push_back(spec.container_id);
  co_await run(what, base + ".log", std::move(arguments), spec.stdio);
  co_return take_pid(base + ".pid");
}

void Crun::start(const std::string& container_id) {
  // `crun start` would write the same byte, at the price of one more process
  // start; the hooks that it would run as well are refused at creation.
  const std::string fifo = layout_.crun_root + "/" + container_id + "/exec.fifo";
  if (!release_init(fifo)) {
    throw RpcError(RpcCode::kInternal, "container " + container_id + " was started before");
  }
}

Task<> Crun::remove(std::string container_id, std::string scratch_dir) {
  std::vector<std::string> arguments{"delete", "--force", container_id};
  co_await run("delete", scratch_dir + "/delete.log", std::move(arguments), {});
}

Task<> Crun::run(std::string what, std::string log_path, std::vector<std::string> arguments,
                 ChildStdio stdio) {
  std::vector<std::string> argv = command(log_path);
  argv.insert(argv.end(), arguments.begin(), arguments.end());
  const Clock::time_point began = Clock::now();
  const ExitStatus status = co_await run_child(loop_, reaper_, std::move(argv), stdio);
  const auto took = std::chrono::duration_cast<std::chrono::microseconds>(Clock::now() - began);
  const std::string said = take_log(log_path);
  log(LogLevel::kDebug, "crun " + what,
      {{"took_us", std::to_string(took.count())}, {"status", describe(status)}, {"said", said}});
  if (!status.signaled && status.value == 0) co_return;
  throw RpcError(RpcCode::kInternal, "crun " + what + ": " + (said.empty() ? describe(status) : said));
}

}  // namespace vc::agent
