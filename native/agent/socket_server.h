// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>

#include "agent/connection.h"
#include "agent/event_loop.h"
#include "agent/router.h"
#include "common/unique_fd.h"

namespace vc::agent {

// Serves every connection made to a listening socket.
class SocketServer {
 public:
  // `listener` must be non-blocking.
  SocketServer(EventLoop& loop, const Router& router, UniqueFd listener);
  SocketServer(const SocketServer&) = delete;
  SocketServer& operator=(const SocketServer&) = delete;
  ~SocketServer();

 private:
  struct Peer {
    UniqueFd fd;
    std::shared_ptr<Connection> connection;
  };

  void accept_all();
  void serve(UniqueFd fd);

  EventLoop& loop_;
  const Router& router_;
  UniqueFd listener_;
  FdWatch watch_;
  std::uint64_t next_id_ = 0;
  std::map<std::uint64_t, Peer> peers_;
};

// A listening vsock socket for any CID, or none when this kernel has no vsock (yet).
std::optional<UniqueFd> listen_vsock(std::uint32_t port);

}  // namespace vc::agent
