// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "agent/event_loop.h"
#include "agent/task.h"
#include "agent/wait_queue.h"

namespace vc::agent {

// A line of the module list: `<stage> <path> [parameters]`, the stage being `boot`,
// `later` or `virtio:<device id>`. Lines that are empty or begin with '#' are comments.
// A module comes after those it depends on.
struct KernelModule {
  enum class Stage {
    kBoot,   // before the agent serves: what the host is heard through
    kLater,  // beside serving: what only sandboxes need
    kVirtio,  // as kLater, but only in a machine that has the device
  };
  Stage stage = Stage::kBoot;
  // An uncompressed .ko file.
  std::string path;
  std::string parameters;
  // The device id of the virtio specification, section 5; kVirtio only.
  unsigned device_id = 0;

  friend bool operator==(const KernelModule&, const KernelModule&) = default;
};

// Throws std::runtime_error naming a line that cannot be understood.
std::vector<KernelModule> parse_module_list(std::string_view text);

// The device ids of the machine's virtio devices, as the loaded bus drivers found them.
std::set<unsigned> present_virtio_devices();

// Loads a module; one that is there already is fine. Throws SystemError.
void load_module(const KernelModule& module);

// The loading of the list's later stage, on a thread of its own.
class LaterModules {
 public:
  explicit LaterModules(EventLoop& loop) : loop_(loop), changed_(loop) {}

  // Starts loading; `on_loaded` runs in the loop when it is over.
  void start(std::vector<KernelModule> modules, std::function<void()> on_loaded);
  // Parks until all are loaded. Throws RpcError INTERNAL when one failed.
  Task<> loaded();

 private:
  void finish(std::string failure);

  EventLoop& loop_;
  bool finished_ = false;
  std::string failure_;
  std::function<void()> on_loaded_;
  WaitQueue changed_;
};

}  // namespace vc::agent
