// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <napi.h>

#include <memory>
#include <optional>

#include "addon/environment.h"
#include "addon/poll.h"
#include "addon/script_callback.h"
#include "common/unique_fd.h"

namespace vc::addon {

// A descriptor that JavaScript owns and waits on: a socket or a pidfd.
class PolledFd {
 public:
  static constexpr napi_type_tag kTypeTag{0x41e7c05b9a8d4f26, 0xb3d81f6275ce0a94};

  // `on_ready` is called with 0 or a negative errno, and the events.
  PolledFd(const std::shared_ptr<Environment>& environment, UniqueFd fd, const Napi::Function& on_ready);

  int fd() const { return fd_.get(); }
  void watch(int events) { poll_.watch(events); }
  void close() noexcept;

 private:
  UniqueFd fd_;  // before the poll, so that it is closed after it
  std::shared_ptr<ScriptCallback> callback_;
  Poll poll_;
};

// Exports. READABLE is 1 and WRITABLE 2; onReady gets (status, events).
//   connectVsock(cid, port, onReady): handle   writable once it is connected or refused
//   socketError(handle): number                errno, 0 for none
//   readSocket(handle, Uint8Array): number     bytes, 0 at the end, or a negative errno
//   writeSocket(handle, Uint8Array): number    bytes, or a negative errno
//   shutdownSocket(handle)                     ends the sending half
//   openPidfd(pid, onReady): handle            readable once the process has ended
//   watch(handle, events)                      0 for none
//   closePolled(handle)                        repeatable
void export_polled_functions(Napi::Object& exports, const std::shared_ptr<Environment>& environment);

}  // namespace vc::addon
