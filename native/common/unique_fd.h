// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <utility>

namespace vc {

// Sole owner of a file descriptor: it closes what it holds when it goes out of scope.
class UniqueFd {
 public:
  UniqueFd() noexcept = default;
  // Takes ownership of `fd`; -1 means none.
  explicit UniqueFd(int fd) noexcept : fd_(fd) {}
  UniqueFd(UniqueFd&& other) noexcept : fd_(other.release()) {}
  UniqueFd& operator=(UniqueFd&& other) noexcept {
    reset(other.release());
    return *this;
  }
  UniqueFd(const UniqueFd&) = delete;
  UniqueFd& operator=(const UniqueFd&) = delete;
  ~UniqueFd() { reset(); }

  int get() const noexcept { return fd_; }
  explicit operator bool() const noexcept { return fd_ >= 0; }

  // Gives the descriptor up: the caller closes it.
  [[nodiscard]] int release() noexcept { return std::exchange(fd_, -1); }
  // Closes what is held, if anything, and takes `fd`. errno is kept.
  void reset(int fd = -1) noexcept;

 private:
  int fd_ = -1;
};

}  // namespace vc
