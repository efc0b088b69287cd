// SPDX-License-Identifier: Apache-2.0
#include "agent/payload.h"

namespace vc::agent {
namespace {

constexpr unsigned kLengthDelimited = 2;
constexpr unsigned kWireTypeBits = 3;
constexpr unsigned kVarintBits = 7;
constexpr std::uint64_t kVarintMore = 0x80;

}  // namespace

std::string field_prefix(unsigned field, std::uint64_t size) {
  std::string prefix(1, static_cast<char>(field << kWireTypeBits | kLengthDelimited));
  for (; size >= kVarintMore; size >>= kVarintBits) {
    prefix.push_back(static_cast<char>(size | kVarintMore));
  }
  prefix.push_back(static_cast<char>(size));
  return prefix;
}

}  // namespace vc::agent
