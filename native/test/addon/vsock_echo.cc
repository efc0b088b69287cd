// SPDX-License-Identifier: Apache-2.0

// The peer of the vsock round trip: listens on a port of every context id that
// this machine has, and sends each connection back what it sends, to its end.
//   vsock-echo PORT

#include <linux/vm_sockets.h>
#include <sys/socket.h>

#include <array>
#include <cstdint>
#include <cstdio>

#include "common/decimal.h"
#include "common/system_error.h"
#include "common/unique_fd.h"

namespace {

vc::UniqueFd listen_on(std::uint32_t port) {
  vc::UniqueFd listener(vc::checked(::socket(AF_VSOCK, SOCK_STREAM | SOCK_CLOEXEC, 0), "socket"));
  sockaddr_vm address{};
  address.svm_family = AF_VSOCK;
  address.svm_cid = VMADDR_CID_ANY;
  address.svm_port = port;
  vc::checked(::bind(listener.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address), "bind");
  vc::checked(::listen(listener.get(), SOMAXCONN), "listen");
  return listener;
}

void send_all(int fd, const char* data, std::size_t size) {
  while (size > 0) {
    const auto sent = static_cast<std::size_t>(vc::checked(::send(fd, data, size, MSG_NOSIGNAL), "send"));
    data += sent;
    size -= sent;
  }
}

void echo(int fd) {
  static std::array<char, 65536> buffer;
  for (;;) {
    const auto got = vc::checked(::recv(fd, buffer.data(), buffer.size(), 0), "recv");
    if (got == 0) break;
    send_all(fd, buffer.data(), static_cast<std::size_t>(got));
  }
  vc::checked(::shutdown(fd, SHUT_WR), "shutdown");
}

}  // namespace

int main(int argc, char** argv) {
  const auto port = argc == 2 ? vc::parse_number<std::uint32_t>(argv[1]) : std::nullopt;
  if (!port) {
    std::fputs("usage: vsock-echo PORT\n", stderr);
    return 2;
  }
  try {
    const vc::UniqueFd listener = listen_on(*port);
    std::puts("listening");
    std::fflush(stdout);
    for (;;) {
      const vc::UniqueFd connection(vc::checked(::accept4(listener.get(), nullptr, nullptr, SOCK_CLOEXEC), "accept4"));
      echo(connection.get());
    }
  } catch (const vc::SystemError& error) {
    std::fprintf(stderr, "vsock-echo: %s\n", error.what());
    return 1;
  }
}
