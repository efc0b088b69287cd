// SPDX-License-Identifier: Apache-2.0
#include "agent/unix_listener.h"

#include <unistd.h>

#include <cerrno>
#include <cstddef>

#include "common/system_error.h"

namespace vc::agent {

UniqueFd listen_unix(const std::string& path, int backlog) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (path.size() >= sizeof address.sun_path) throw SystemError(ENAMETOOLONG, "bind", path);
  path.copy(address.sun_path, path.size());
  auto size = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + path.size());
  if (path.starts_with('@')) {
    address.sun_path[0] = '\0';
  } else {
    ::unlink(path.c_str());
    ++size;
  }
  const int type = SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK;
  UniqueFd socket(checked(::socket(AF_UNIX, type, 0), "socket"));
  checked(::bind(socket.get(), reinterpret_cast<const sockaddr*>(&address), size), "bind", path);
  checked(::listen(socket.get(), backlog), "listen", path);
  return socket;
}

}  // namespace vc::agent
