// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "common/unique_fd.h"

namespace vc::agent {

// The socket through which crun hands over the master of a terminal it made. Its
// file is removed with the object.
class ConsoleSocket {
 public:
  // Listens at `path`, which must fit a socket address (107 bytes).
  explicit ConsoleSocket(std::string path);
  ConsoleSocket(const ConsoleSocket&) = delete;
  ConsoleSocket& operator=(const ConsoleSocket&) = delete;
  ~ConsoleSocket();

  const std::string& path() const { return path_; }
  // Takes the master that crun, which must have ended, sent.
  UniqueFd receive_master();

 private:
  std::string path_;
  UniqueFd listener_;
};

}  // namespace vc::agent
