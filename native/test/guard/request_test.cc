// SPDX-License-Identifier: Apache-2.0
#include "guard/request.h"

#include <gtest/gtest.h>

#include <string>

namespace vc::guard {
namespace {

using std::string_literals::operator""s;

TEST(Request, BindHasSourceNameAndFlagsInAnyOrder) {
  const auto plain = parse_request({"bind", "1", "/src", "box/rootfs"});
  ASSERT_TRUE(plain);
  const auto& bind = std::get<BindRequest>(plain->body);
  EXPECT_EQ(plain->id, "1");
  EXPECT_EQ(bind.source, "/src");
  EXPECT_EQ(bind.name, "box/rootfs");
  EXPECT_FALSE(bind.read_only || bind.recursive);

  const auto flagged = parse_request({"bind", "2", "/src", "name", "recursive", "read-only"});
  ASSERT_TRUE(flagged);
  EXPECT_TRUE(std::get<BindRequest>(flagged->body).read_only);
  EXPECT_TRUE(std::get<BindRequest>(flagged->body).recursive);
}

TEST(Request, UnbindHasAName) {
  const auto request = parse_request({"unbind", "4294967295", "name"});
  ASSERT_TRUE(request);
  EXPECT_EQ(std::get<UnbindRequest>(request->body).name, "name");
}

TEST(Request, KillHasNothing) {
  const auto request = parse_request({"kill", "3"});
  ASSERT_TRUE(request);
  EXPECT_TRUE(std::holds_alternative<KillRequest>(request->body));
}

class UnknownRequest : public testing::TestWithParam<Message> {};

TEST_P(UnknownRequest, IsRefused) { EXPECT_FALSE(parse_request(GetParam())); }

INSTANTIATE_TEST_SUITE_P(Messages, UnknownRequest,
                         testing::Values(Message{"mount", "1"}, Message{"kill"}, Message{"kill", "0"},
                                         Message{"kill", ""}, Message{"kill", "-1"}, Message{"kill", "1x"}, Message{"kill", "12345678901"},
                                         Message{"kill", "1", "9"}, Message{"unbind", "1"},
                                         Message{"unbind", "1", "a", "b"}, Message{"unbind", "1", "a\0b"s},
                                         Message{"bind", "1", "/src"}, Message{"bind", "1", "/src\0"s, "name"},
                                         Message{"bind", "1", "/src", "name\0"s},
                                         Message{"bind", "1", "/src", "name", "read_only"}));

}  // namespace
}  // namespace vc::guard
