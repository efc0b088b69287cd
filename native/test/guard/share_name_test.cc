// SPDX-License-Identifier: Apache-2.0
#include "guard/share_name.h"

#include <gtest/gtest.h>

namespace vc::guard {
namespace {

using std::string_literals::operator""s;
using Components = std::vector<std::string>;

TEST(ShareName, IsSplitAtItsSlashes) {
  EXPECT_EQ(split_share_name("name"), (Components{"name"}));
  EXPECT_EQ(split_share_name("box/rootfs"), (Components{"box", "rootfs"}));
  EXPECT_EQ(split_share_name("...,\n \xff"), (Components{"...,\n \xff"}));
}

TEST(ShareName, HasALimitOfDepthAndLength) {
  EXPECT_EQ(split_share_name("1/2/3/4/5/6/7/8")->size(), kMaxNameDepth);
  EXPECT_FALSE(split_share_name("1/2/3/4/5/6/7/8/9"));
  EXPECT_TRUE(split_share_name(std::string(255, 'n')));
  EXPECT_FALSE(split_share_name(std::string(256, 'n')));
}

class BadShareName : public testing::TestWithParam<std::string> {};

TEST_P(BadShareName, IsRefused) { EXPECT_FALSE(split_share_name(GetParam())); }

INSTANTIATE_TEST_SUITE_P(Names, BadShareName,
                         testing::Values("", "/", "/name", "name/", "a//b", ".", "..", "a/./b", "a/..", "../a",
                                         "a\0b"s));

}  // namespace
}  // namespace vc::guard
