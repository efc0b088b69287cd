// SPDX-License-Identifier: Apache-2.0
#include "agent/guest_agent.h"

#include <signal.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <optional>
#include <utility>

#include "agent/guest_init.h"
#include "agent/kernel_command_line.h"
#include "agent/kernel_modules.h"
#include "agent/sandbox.h"
#include "agent/serial_server.h"
#include "agent/services.h"
#include "agent/socket_server.h"
#include "agent/unix_listener.h"
#include "common/bounded_file.h"

namespace vc::agent {
namespace {

constexpr const char* kModuleList = "/etc/virtcontainers/modules";
constexpr const char* kSerialPortName = "agent.channel.0";
constexpr std::size_t kMaxListBytes = 64 * 1024;
constexpr int kBacklog = 16;

void add_services(Router& router, Sandbox& sandbox) {
  add_health_service(router);
  add_sandbox_service(router, sandbox);
  add_container_service(router, sandbox);
  add_process_service(router, sandbox);
  add_stream_service(router, sandbox);
  add_network_service(router, sandbox.loop());
  add_machine_service(router, sandbox);
}

void prepare_run_directory(const GuestLayout& layout) {
  std::filesystem::create_directories(layout.shared_dir());
}

// Loads the boot stage and returns what is left for this machine.
std::vector<KernelModule> load_boot_modules() {
  if (::access(kModuleList, F_OK) < 0) return {};
  std::vector<KernelModule> modules = parse_module_list(read_file(kModuleList, kMaxListBytes));
  const auto later = std::stable_partition(
      modules.begin(), modules.end(),
      [](const KernelModule& module) { return module.stage == KernelModule::Stage::kBoot; });
  std::for_each(modules.begin(), later, load_module);
  const std::set<unsigned> devices = present_virtio_devices();
  const auto unneeded =
      std::remove_if(later, modules.end(), [&devices](const KernelModule& module) {
        return module.stage == KernelModule::Stage::kVirtio && !devices.contains(module.device_id);
      });
  return {later, unneeded};
}

// The embedded guest: its loop, its ways to be reached and its one sandbox.
class Guest {
 public:
  explicit Guest(const CommandLine& line)
      : reaper_(loop_), later_(loop_), line_(line), sandbox_(loop_, reaper_, settings()) {
    add_services(router_, sandbox_);
  }

  void run() {
    const std::vector<KernelModule> later = load_boot_modules();
    listen();
    later_.start(later, [this] { listen_on_vsock(); });
    prepare_for_containers();
    prepare_run_directory(sandbox_.layout());
    prepare_network_identity();
    log(LogLevel::kInfo, "agent is up");
    loop_.run();
  }

 private:
  SandboxSettings settings() {
    SandboxSettings settings;
    settings.pipe_size_bytes = line_.container_pipe_size_bytes;
    settings.owns_machine = true;
    settings.modules_loaded = [this] { return later_.loaded(); };
    settings.shut_down = [this] { loop_.stop(); };
    return settings;
  }

  void listen() {
    if (!line_.server.unix_path.empty()) {
      socket_.emplace(loop_, router_, listen_unix(line_.server.unix_path, kBacklog));
      return;
    }
    serial_.emplace(loop_, router_, kSerialPortName);
    listen_on_vsock();
  }

  // Tried again once the later modules are there: vsock may be one of them.
  void listen_on_vsock() {
    if (socket_) return;
    auto listener = listen_vsock(line_.server.vsock_port);
    if (!listener) return;
    socket_.emplace(loop_, router_, std::move(*listener));
    log(LogLevel::kInfo, "serving on vsock");
  }

  EventLoop loop_;
  ChildReaper reaper_;
  LaterModules later_;
  CommandLine line_;
  Router router_;
  Sandbox sandbox_;
  std::optional<SocketServer> socket_;
  std::optional<SerialServer> serial_;
};

void ignore_broken_pipes() { ::signal(SIGPIPE, SIG_IGN); }

}  // namespace

void run_as_init() {
  try {
    prepare_file_systems();
    raise_open_file_limit();
    ignore_broken_pipes();
    const CommandLine line = parse_command_line(read_file("/proc/cmdline", kMaxListBytes));
    set_log_level(line.log_level);
    Guest(line).run();
  } catch (const std::exception& error) {
    log(LogLevel::kCritical, "agent failed", {{"error", error.what()}});
  }
  power_off();
}

void run_on_unix_socket(const ProgramOptions& options) {
  set_log_level(options.log_level);
  ignore_broken_pipes();
  prepare_run_directory(options.layout);
  EventLoop loop;
  ChildReaper reaper(loop);
  SandboxSettings settings;
  settings.layout = options.layout;
  settings.modules_loaded = []() -> Task<> { co_return; };
  settings.shut_down = [&loop] { loop.stop(); };
  Sandbox sandbox(loop, reaper, std::move(settings));
  Router router;
  add_services(router, sandbox);
  SocketServer server(loop, router, listen_unix(options.listen_path, kBacklog));
  log(LogLevel::kInfo, "serving on a unix socket", {{"path", options.listen_path}});
  loop.run();
}

}  // namespace vc::agent
