// SPDX-License-Identifier: Apache-2.0
#include "guard/message.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace vc::guard {
namespace {

using Fault = MessageReader::Fault;
using std::string_literals::operator""s;

// Gives the reader bytes and returns what it makes of them.
std::vector<Message> read_all(MessageReader& reader, const std::string& bytes) {
  reader.append(bytes);
  std::vector<Message> messages;
  while (auto message = reader.next()) messages.push_back(std::move(*message));
  return messages;
}

Fault fault_of(const std::string& bytes) {
  MessageReader reader;
  EXPECT_TRUE(read_all(reader, bytes).empty());
  return reader.fault();
}

TEST(Message, IsWrittenAsANetstringOfNetstrings) { EXPECT_EQ(encode_message({"ok", "12", ""}), "13:2:ok,2:12,0:,,"); }

TEST(Message, CarriesAnyByte) {
  const std::string odd = "a\0,:\n\xff"s;
  MessageReader reader;
  EXPECT_EQ(read_all(reader, encode_message({"bind", odd})), (std::vector<Message>{{"bind", odd}}));
}

TEST(Message, IsReadWhereverTheStreamIsCut) {
  const std::string stream = encode_message({"unbind", "7", "name"}) + encode_message({"kill", "8"});
  const std::vector<Message> expected{{"unbind", "7", "name"}, {"kill", "8"}};
  for (std::size_t cut = 0; cut <= stream.size(); ++cut) {
    MessageReader reader;
    std::vector<Message> messages = read_all(reader, stream.substr(0, cut));
    for (Message& message : read_all(reader, stream.substr(cut))) messages.push_back(std::move(message));
    EXPECT_EQ(messages, expected) << "cut at " << cut;
    EXPECT_EQ(reader.fault(), Fault::kNone);
  }
}

TEST(Message, WaitsForTheRest) {
  MessageReader reader;
  EXPECT_TRUE(read_all(reader, "9:2:ok,1:1,").empty());
  EXPECT_EQ(reader.fault(), Fault::kNone);
  EXPECT_EQ(read_all(reader, ",").size(), 1u);
}

TEST(Message, TakesABodyOfTheLimitAndNoMore) {
  const std::string field(kMaxMessageBytes - 7, 'x');  // 16377 and its five digits, colon and comma
  MessageReader reader;
  const std::string message = encode_message({field});
  ASSERT_EQ(message.size(), kMaxMessageBytes + 7);
  EXPECT_EQ(read_all(reader, message), (std::vector<Message>{{field}}));
  EXPECT_EQ(fault_of(encode_message({field + "x"})), Fault::kTooLong);
}

TEST(Message, IsRefusedAsTooLongBeforeItHasArrived) {
  EXPECT_EQ(fault_of("16385:"), Fault::kTooLong);
  EXPECT_EQ(fault_of("9999999999"), Fault::kTooLong);
}

TEST(Message, HasAtMostSoManyFields) {
  MessageReader reader;
  EXPECT_EQ(read_all(reader, "24:0:,0:,0:,0:,0:,0:,0:,0:,,"), (std::vector<Message>{Message(kMaxFields)}));
  EXPECT_EQ(fault_of("27:0:,0:,0:,0:,0:,0:,0:,0:,0:,,"), Fault::kTooManyFields);
}

class MalformedMessage : public testing::TestWithParam<const char*> {};

TEST_P(MalformedMessage, IsRefused) { EXPECT_EQ(fault_of(GetParam()), Fault::kMalformed); }

INSTANTIATE_TEST_SUITE_P(Wire, MalformedMessage,
                         testing::Values("x", ":", "-1:", " 1:a,", "01:a,", "1a:", "3:0:,x", "0:,", "2:ok,", "4:9:ok,",
                                         "5:2:okx,", "3:1:a,"));

TEST(Message, NothingIsReadAfterAFault) {
  MessageReader reader;
  read_all(reader, "x");
  EXPECT_TRUE(read_all(reader, encode_message({"kill", "1"})).empty());
  EXPECT_EQ(reader.fault(), Fault::kMalformed);
}

}  // namespace
}  // namespace vc::guard
