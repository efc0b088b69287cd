// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/types.h>

#include <cstddef>
#include <cstdint>

#include "common/unique_fd.h"

namespace vc::addon {

// Starts a non-blocking AF_VSOCK stream connection; the socket is writable when
// it has been made or refused, and take_socket_error tells which. Throws
// SystemError. See vsock(7).
UniqueFd start_vsock_connection(std::uint32_t cid, std::uint32_t port);

// The error that has happened to a socket, 0 for none. Throws SystemError.
int take_socket_error(int fd);

// Reads or writes what is possible at once: the number of bytes (0 from a read
// is the end of the stream) or a negative errno, -EAGAIN when nothing is.
ssize_t receive_some(int fd, void* data, std::size_t size);
ssize_t send_some(int fd, const void* data, std::size_t size);

// Tells the peer that nothing more will be sent. Throws SystemError.
void end_sending(int fd);

}  // namespace vc::addon
