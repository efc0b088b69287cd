// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <exception>
#include <string>
#include <string_view>

namespace vc {

// A failed system call: which one, its errno, and what it was applied to.
class SystemError : public std::exception {
 public:
  // `syscall` must be a literal or otherwise outlive the exception. `subject`
  // (a path, a device name) may be empty.
  SystemError(int error_number, const char* syscall, std::string_view subject = {});

  int error_number() const noexcept { return errno_; }
  const char* syscall() const noexcept { return syscall_; }
  const char* what() const noexcept override { return message_.c_str(); }

 private:
  int errno_;
  const char* syscall_;
  std::string message_;
};

// Throws SystemError with the current errno.
[[noreturn]] void throw_errno(const char* syscall, std::string_view subject = {});

// Returns `result` unless it is negative, in which case it throws SystemError.
template <typename Integer>
Integer checked(Integer result, const char* syscall, std::string_view subject = {}) {
  if (result < 0) throw_errno(syscall, subject);
  return result;
}

}  // namespace vc
