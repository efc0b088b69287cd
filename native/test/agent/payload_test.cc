// SPDX-License-Identifier: Apache-2.0
#include "agent/payload.h"

#include <gtest/gtest.h>

#include "agent.pb.h"

namespace vc::agent {
namespace {

TEST(FieldPrefix, IsTagAndVarint) {
  EXPECT_EQ(field_prefix(1, 0), std::string("\x0a\x00", 2));
  EXPECT_EQ(field_prefix(2, 127), "\x12\x7f");
  EXPECT_EQ(field_prefix(2, 128), "\x12\x80\x01");
  EXPECT_EQ(field_prefix(15, 4194304), "\x7a\x80\x80\x80\x02");
}

class PrefixedData : public testing::TestWithParam<std::size_t> {};

TEST_P(PrefixedData, IsTheMessageThatProtobufWrites) {
  const std::string data(GetParam(), 'd');
  grpc::ReadStreamResponse expected;
  expected.set_data(data);
  EXPECT_EQ(field_prefix(1, data.size()) + data, expected.SerializeAsString());
}

INSTANTIATE_TEST_SUITE_P(Sizes, PrefixedData, testing::Values(1, 127, 128, 16'383, 16'384, 1'048'576));

}  // namespace
}  // namespace vc::agent
