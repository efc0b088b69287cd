// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "common/unique_fd.h"

namespace vc::netlink {

// What a Client needs of the kernel: so little that tests can play recorded bytes.
class Socket {
 public:
  virtual ~Socket() = default;
  // Sends one datagram. Throws SystemError.
  virtual void send(std::string_view datagram) = 0;
  // Waits for one datagram and returns it whole. Throws SystemError; ENOBUFS when
  // the kernel had to drop some.
  virtual std::string receive() = 0;
};

// A socket of the kernel's own for one protocol (NETLINK_ROUTE), which explains
// refusals in words and takes no attribute that it does not know.
class KernelSocket : public Socket {
 public:
  explicit KernelSocket(int protocol);
  void send(std::string_view datagram) override;
  std::string receive() override;

 private:
  UniqueFd fd_;
};

}  // namespace vc::netlink
