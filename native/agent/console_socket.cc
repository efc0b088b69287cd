// SPDX-License-Identifier: Apache-2.0
#include "agent/console_socket.h"

#include <sys/socket.h>
#include <unistd.h>

#include <cstring>

#include "agent/rpc_error.h"
#include "agent/unix_listener.h"
#include "common/system_error.h"

namespace vc::agent {
namespace {

UniqueFd receive_descriptor(int socket) {
  char name[256];  // crun sends the terminal's name along
  alignas(cmsghdr) char control[CMSG_SPACE(sizeof(int))];
  iovec part{name, sizeof name};
  msghdr message{};
  message.msg_iov = &part;
  message.msg_iovlen = 1;
  message.msg_control = control;
  message.msg_controllen = sizeof control;
  checked(::recvmsg(socket, &message, MSG_CMSG_CLOEXEC | MSG_DONTWAIT), "recvmsg");
  const cmsghdr* header = CMSG_FIRSTHDR(&message);
  if (header == nullptr || header->cmsg_type != SCM_RIGHTS) return UniqueFd();
  int fd = -1;
  std::memcpy(&fd, CMSG_DATA(header), sizeof fd);
  return UniqueFd(fd);
}

}  // namespace

ConsoleSocket::ConsoleSocket(std::string path)
    : path_(std::move(path)), listener_(listen_unix(path_, 1)) {}

ConsoleSocket::~ConsoleSocket() { ::unlink(path_.c_str()); }

UniqueFd ConsoleSocket::receive_master() {
  const UniqueFd peer(checked(::accept4(listener_.get(), nullptr, nullptr, SOCK_CLOEXEC), "accept"));
  UniqueFd master = receive_descriptor(peer.get());
  if (!master) throw RpcError(RpcCode::kInternal, "crun sent no terminal");
  return master;
}

}  // namespace vc::agent
