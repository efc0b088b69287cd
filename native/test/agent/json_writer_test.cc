// SPDX-License-Identifier: Apache-2.0
#include "agent/json_writer.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <limits>
#include <string>
#include <vector>

namespace vc::agent {
namespace {

using namespace std::string_literals;

std::string quoted(const std::string& text) {
  JsonWriter json;
  json.value(text);
  return json.take();
}

TEST(JsonWriter, SeparatesMembersAndItems) {
  JsonWriter json;
  json.begin_object();
  json.member("text", "t");
  json.member("yes", true);
  json.member("big", std::numeric_limits<std::uint64_t>::max());
  json.member("small", std::numeric_limits<std::int64_t>::min());
  json.key("nested");
  json.begin_array();
  json.begin_object();
  json.end_object();
  json.value(1);
  json.begin_array();
  json.end_array();
  json.end_array();
  json.member("last", false);
  json.end_object();
  EXPECT_EQ(json.take(),
            R"({"text":"t","yes":true,"big":18446744073709551615,"small":-9223372036854775808,)"
            R"("nested":[{},1,[]],"last":false})");
}

TEST(JsonWriter, EscapesWhatJsonDoesNotTake) {
  EXPECT_EQ(quoted("a\"b\\c"), R"("a\"b\\c")");
  EXPECT_EQ(quoted("\0\n\t\x1f\x7f"s), R"("\u0000\u000a\u0009\u001f\u007f")");
}

TEST(JsonWriter, KeepsOtherBytesAsTheyAre) {
  EXPECT_EQ(quoted("gr\xc3\xbc\xc3\x9f"), "\"gr\xc3\xbc\xc3\x9f\"");
  EXPECT_EQ(quoted("\xff\xfe"), "\"\xff\xfe\"");
}

TEST(JsonWriter, LeavesOutEmptyArrays) {
  JsonWriter json;
  json.begin_object();
  json.member_array("none", std::vector<std::string>());
  json.member_array("some", std::vector<std::string>{"a", "b"});
  json.end_object();
  EXPECT_EQ(json.take(), R"({"some":["a","b"]})");
}

}  // namespace
}  // namespace vc::agent
