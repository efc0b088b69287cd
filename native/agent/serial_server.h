// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "agent/connection.h"
#include "agent/event_loop.h"
#include "agent/router.h"
#include "common/unique_fd.h"

namespace vc::agent {

// Serves one connection at a time on the virtio-serial port of a given name. It
// waits for the port to appear (by uevent) and for the host to open its side (by
// epoll); when the host closes it, the next opening is a new connection.
class SerialServer {
 public:
  SerialServer(EventLoop& loop, const Router& router, std::string port_name);
  SerialServer(const SerialServer&) = delete;
  SerialServer& operator=(const SerialServer&) = delete;

  // Makes writes wait until the host has taken them, for a last answer.
  void flush_synchronously();

 private:
  void on_uevent();
  void look_for_port();
  void open_port(const std::string& device);
  void wait_for_host();
  void on_port_events();

  EventLoop& loop_;
  const Router& router_;
  std::string port_name_;
  UniqueFd uevents_;
  std::optional<FdWatch> uevent_watch_;
  UniqueFd port_;
  std::optional<FdWatch> port_watch_;
  std::shared_ptr<Connection> connection_;
};

}  // namespace vc::agent
