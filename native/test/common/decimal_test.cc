// SPDX-License-Identifier: Apache-2.0
#include "common/decimal.h"

#include <gtest/gtest.h>

#include <cstdint>

namespace vc {
namespace {

TEST(ParseNumber, TakesWholeNumbers) {
  EXPECT_EQ(parse_number<std::uint32_t>("4294967295"), 4294967295u);
  EXPECT_EQ(parse_number<int>("-5"), -5);
  EXPECT_EQ(parse_number<unsigned>("755", 8), 0755u);
  EXPECT_EQ(parse_number<std::uint64_t>("8000000", 16), 0x8000000u);
}

TEST(ParseNumber, RefusesEverythingElse) {
  for (const char* text : {"", " 1", "1 ", "+1", "-1", "1x", "0x1", "4294967296", "1\n"}) {
    EXPECT_EQ(parse_number<std::uint32_t>(text), std::nullopt) << text;
  }
}

}  // namespace
}  // namespace vc
