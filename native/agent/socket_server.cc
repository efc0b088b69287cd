// SPDX-License-Identifier: Apache-2.0
#include "agent/socket_server.h"

#include <sys/socket.h>

// After sys/socket.h, which it needs.
#include <linux/vm_sockets.h>

#include <cerrno>

#include "agent/log.h"
#include "common/system_error.h"

namespace vc::agent {
namespace {

constexpr int kBacklog = 16;

}  // namespace

SocketServer::SocketServer(EventLoop& loop, const Router& router, UniqueFd listener)
    : loop_(loop),
      router_(router),
      listener_(std::move(listener)),
      watch_(loop, listener_.get(), [this](std::uint32_t) { accept_all(); }) {
  watch_.set(EPOLLIN);
}

SocketServer::~SocketServer() {
  for (auto& [id, peer] : peers_) peer.connection->close();
}

void SocketServer::accept_all() {
  for (;;) {
    UniqueFd fd(::accept4(listener_.get(), nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK));
    if (fd) {
      serve(std::move(fd));
    } else if (errno != EINTR && errno != ECONNABORTED) {
      if (errno != EAGAIN) log(LogLevel::kError, "connection was not accepted");
      return;
    }
  }
}

void SocketServer::serve(UniqueFd fd) {
  const std::uint64_t id = next_id_++;
  Connection::Options options;
  options.on_closed = [this, id] { peers_.erase(id); };
  const int number = fd.get();
  auto connection = Connection::start(loop_, router_, number, std::move(options));
  peers_.emplace(id, Peer{std::move(fd), std::move(connection)});
}

std::optional<UniqueFd> listen_vsock(std::uint32_t port) {
  UniqueFd socket(::socket(AF_VSOCK, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  if (!socket && errno == EAFNOSUPPORT) return std::nullopt;
  if (!socket) throw_errno("socket", "vsock");
  sockaddr_vm address{};
  address.svm_family = AF_VSOCK;
  address.svm_cid = VMADDR_CID_ANY;
  address.svm_port = port;
  checked(::bind(socket.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address), "bind",
          "vsock");
  checked(::listen(socket.get(), kBacklog), "listen", "vsock");
  return socket;
}

}  // namespace vc::agent
