// SPDX-License-Identifier: Apache-2.0
#include "common/system_error.h"

#include <cerrno>
#include <cstring>

namespace vc {
namespace {

std::string describe(int error_number, const char* syscall, std::string_view subject) {
  std::string text = syscall;
  if (!subject.empty()) text.append(" ").append(subject);
  // strerrordesc_np is thread safe and, unlike strerror, not translated.
  const char* reason = ::strerrordesc_np(error_number);
  text.append(": ").append(reason != nullptr ? reason : "unknown error");
  return text;
}

}  // namespace

SystemError::SystemError(int error_number, const char* syscall, std::string_view subject)
    : errno_(error_number), syscall_(syscall), message_(describe(error_number, syscall, subject)) {}

void throw_errno(const char* syscall, std::string_view subject) {
  throw SystemError(errno, syscall, subject);
}

}  // namespace vc
