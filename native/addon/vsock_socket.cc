// SPDX-License-Identifier: Apache-2.0
#include "addon/vsock_socket.h"

#include <sys/socket.h>
#include <sys/time.h>

#include <linux/vm_sockets.h>

#include <cerrno>

#include "common/system_error.h"

namespace vc::addon {
namespace {

// The kernel gives a connection up after two seconds unless told otherwise. A
// guest that is still booting answers later than that, and the caller has a
// deadline of its own.
constexpr timeval kConnectTimeout{86400, 0};

template <typename Call>
ssize_t retried(Call call) {
  ssize_t result = call();
  while (result < 0 && errno == EINTR) result = call();
  return result < 0 ? -errno : result;
}

}  // namespace

UniqueFd start_vsock_connection(std::uint32_t cid, std::uint32_t port) {
  UniqueFd fd(checked(::socket(AF_VSOCK, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0), "socket"));
  checked(::setsockopt(fd.get(), AF_VSOCK, SO_VM_SOCKETS_CONNECT_TIMEOUT, &kConnectTimeout, sizeof kConnectTimeout),
          "setsockopt");
  sockaddr_vm address{};
  address.svm_family = AF_VSOCK;
  address.svm_cid = cid;
  address.svm_port = port;
  const int result = ::connect(fd.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address);
  if (result < 0 && errno != EINPROGRESS) throw_errno("connect");
  return fd;
}

int take_socket_error(int fd) {
  int error_number = 0;
  socklen_t size = sizeof error_number;
  checked(::getsockopt(fd, SOL_SOCKET, SO_ERROR, &error_number, &size), "getsockopt");
  return error_number;
}

ssize_t receive_some(int fd, void* data, std::size_t size) {
  return retried([&] { return ::recv(fd, data, size, MSG_DONTWAIT); });
}

ssize_t send_some(int fd, const void* data, std::size_t size) {
  return retried([&] { return ::send(fd, data, size, MSG_DONTWAIT | MSG_NOSIGNAL); });
}

void end_sending(int fd) { checked(::shutdown(fd, SHUT_WR), "shutdown"); }

}  // namespace vc::addon
