// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <exception>
#include <string>

namespace vc::agent {

// The codes of google.rpc.Status that the agent answers with.
enum class RpcCode {
  kOk = 0,
  kCancelled = 1,
  kInvalidArgument = 3,
  kDeadlineExceeded = 4,
  kNotFound = 5,
  kPermissionDenied = 7,
  kResourceExhausted = 8,
  kFailedPrecondition = 9,
  kUnimplemented = 12,
  kInternal = 13,
  kUnavailable = 14,
};

// Thrown by a handler to answer its call with a status.
class RpcError : public std::exception {
 public:
  RpcError(RpcCode code, std::string message) : code_(code), message_(std::move(message)) {}

  RpcCode code() const noexcept { return code_; }
  const char* what() const noexcept override { return message_.c_str(); }

 private:
  RpcCode code_;
  std::string message_;
};

}  // namespace vc::agent
