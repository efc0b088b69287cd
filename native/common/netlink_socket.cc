// SPDX-License-Identifier: Apache-2.0
#include "common/netlink_socket.h"

#include <linux/netlink.h>
#include <sys/socket.h>
#include <sys/time.h>

#include <cerrno>

#include "common/system_error.h"

namespace vc::netlink {
namespace {

// The kernel answers while it is being asked; a wait this long is a fault.
constexpr timeval kReceiveTimeout{5, 0};

void set_option(int fd, int level, int option, const void* value, socklen_t size) {
  checked(::setsockopt(fd, level, option, value, size), "setsockopt", "netlink");
}

// Waits for a datagram and returns its size without taking it.
std::size_t next_size(int fd) {
  for (;;) {
    const ssize_t size = ::recv(fd, nullptr, 0, MSG_PEEK | MSG_TRUNC);
    if (size < 0 && errno == EINTR) continue;
    return static_cast<std::size_t>(checked(size, "recv", "netlink"));
  }
}

}  // namespace

KernelSocket::KernelSocket(int protocol)
    : fd_(checked(::socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, protocol), "socket", "netlink")) {
  const int on = 1;
  set_option(fd_.get(), SOL_NETLINK, NETLINK_EXT_ACK, &on, sizeof on);
  set_option(fd_.get(), SOL_NETLINK, NETLINK_GET_STRICT_CHK, &on, sizeof on);
  set_option(fd_.get(), SOL_SOCKET, SO_RCVTIMEO, &kReceiveTimeout, sizeof kReceiveTimeout);
}

void KernelSocket::send(std::string_view datagram) {
  sockaddr_nl kernel{};
  kernel.nl_family = AF_NETLINK;
  checked(::sendto(fd_.get(), datagram.data(), datagram.size(), 0,
                   reinterpret_cast<const sockaddr*>(&kernel), sizeof kernel),
          "sendto", "netlink");
}

std::string KernelSocket::receive() {
  for (;;) {
    std::string datagram(next_size(fd_.get()), '\0');
    sockaddr_nl sender{};
    socklen_t sender_size = sizeof sender;
    const ssize_t size = checked(
        ::recvfrom(fd_.get(), datagram.data(), datagram.size(), 0,
                   reinterpret_cast<sockaddr*>(&sender), &sender_size),
        "recvfrom", "netlink");
    // Any process may send to this socket's port; only port 0 is the kernel.
    if (sender.nl_pid != 0) continue;
    datagram.resize(static_cast<std::size_t>(size));
    return datagram;
  }
}

}  // namespace vc::netlink
