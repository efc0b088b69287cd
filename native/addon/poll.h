// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <uv.h>

#include <functional>
#include <memory>

#include "addon/environment.h"

namespace vc::addon {

// Readiness of one descriptor on the environment's own loop. The descriptor
// belongs to someone else, who keeps it open until close() has returned.
class Poll {
 public:
  // Called with 0 or a negative errno, and the events (UV_READABLE ...) that have come.
  using Callback = std::function<void(int status, int events)>;

  // Throws SystemError, EPERM for a descriptor that cannot be polled.
  Poll(std::shared_ptr<Environment> environment, int fd, Callback callback);
  Poll(const Poll&) = delete;
  Poll& operator=(const Poll&) = delete;
  ~Poll() { close(); }

  // Sets the events to wait for; 0 for none, which lets the loop end. Throws SystemError.
  void watch(int events);

  // Stops for good: no callback comes any more. Repeatable.
  void close() noexcept;

 private:
  // What outlives the Poll until libuv has let go of the handle.
  struct Handle {
    uv_poll_t uv;
    std::shared_ptr<Environment> environment;
    Callback callback;
  };

  static void on_event(uv_poll_t* uv, int status, int events);
  static void on_closed(uv_handle_t* uv);

  Handle* handle_;
};

}  // namespace vc::addon
