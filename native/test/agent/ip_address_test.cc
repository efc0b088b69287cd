// SPDX-License-Identifier: Apache-2.0
#include "agent/ip_address.h"

#include <gtest/gtest.h>

namespace vc::agent {
namespace {

TEST(IpAddress, IsReadAndWritten) {
  EXPECT_EQ(parse_ip_address("10.1.2.3")->bytes(), "\x0a\x01\x02\x03");
  EXPECT_EQ(parse_ip_address("10.1.2.3")->text(), "10.1.2.3");
  EXPECT_EQ(parse_ip_address("FD00:0::3")->text(), "fd00::3");
  EXPECT_EQ(parse_ip_address("::")->bytes(), std::string(16, '\0'));
}

TEST(IpPrefix, IsReadAndWritten) {
  EXPECT_EQ(parse_ip_prefix("10.1.0.0/16")->text(), "10.1.0.0/16");
  EXPECT_EQ(parse_ip_prefix("10.1.2.3")->length, 32);
  EXPECT_EQ(parse_ip_prefix("fd00::3")->length, 128);
  EXPECT_EQ(parse_ip_prefix("0.0.0.0/0")->length, 0);
}

class BadPrefix : public testing::TestWithParam<std::string> {};

TEST_P(BadPrefix, IsRefused) { EXPECT_FALSE(parse_ip_prefix(GetParam())); }

INSTANTIATE_TEST_SUITE_P(Texts, BadPrefix,
                         testing::Values("", "/", "/24", "10.1.2", "10.1.2.3/", "10.1.2.3/33", "10.1.2.3/-1",
                                         "fd00::/129", "10.1.2.3/24/8", "10.1.2.256", "host"));

TEST(IpAddressOfBytes, TakesOnlyTheFamilysSize) {
  EXPECT_EQ(ip_address_of(AF_INET, "\x0a\x01\x02\x03")->text(), "10.1.2.3");
  EXPECT_FALSE(ip_address_of(AF_INET, "\x0a\x01\x02"));
  EXPECT_FALSE(ip_address_of(AF_INET6, "\x0a\x01\x02\x03"));
  EXPECT_FALSE(ip_address_of(AF_UNIX, "\x0a\x01\x02\x03"));
}

TEST(BroadcastAddress, HasAllHostBitsSet) {
  const auto broadcast = [](const char* text) { return broadcast_address(*parse_ip_prefix(text)).text(); };
  EXPECT_EQ(broadcast("10.1.2.3/24"), "10.1.2.255");
  EXPECT_EQ(broadcast("10.1.2.3/20"), "10.1.15.255");
  EXPECT_EQ(broadcast("10.1.2.3/32"), "10.1.2.3");
  EXPECT_EQ(broadcast("10.1.2.3/0"), "255.255.255.255");
}

}  // namespace
}  // namespace vc::agent
