// SPDX-License-Identifier: Apache-2.0
#include "common/ttrpc_frame.h"

#include <gtest/gtest.h>

#include <utility>
#include <vector>

namespace vc::ttrpc {
namespace {

// The request for grpc.Health/Check on stream 1 that the protocol's description works out.
constexpr std::string_view kCheckRequest(
    "\x00\x00\x00\x14\x00\x00\x00\x01\x01\x00"
    "\x0a\x0bgrpc.Health\x12\x05"
    "Check",
    30);

struct Recorder {
  std::vector<std::pair<FrameHeader, std::string>> frames;
  std::vector<FrameHeader> oversize;

  FrameDecoder decoder() {
    return FrameDecoder({[this](const FrameHeader& header, std::string&& body) {
                           frames.emplace_back(header, std::move(body));
                         },
                         [this](const FrameHeader& header) { oversize.push_back(header); }});
  }
};

std::string frame(std::uint32_t size, std::uint32_t stream, std::string_view body) {
  const HeaderBytes header = encode_header({size, stream, kRequest, 0});
  return std::string(header.begin(), header.end()).append(body);
}

TEST(TtrpcFrame, HeaderIsBigEndian) {
  const HeaderBytes bytes = encode_header({0x00123456, 0x89abcdef, kResponse, kRemoteClosed | kNoData});
  EXPECT_EQ(std::string(bytes.begin(), bytes.end()), std::string("\x00\x12\x34\x56\x89\xab\xcd\xef\x02\x05", 10));
  EXPECT_EQ(decode_header(bytes), (FrameHeader{0x00123456, 0x89abcdef, kResponse, kRemoteClosed | kNoData}));
}

TEST(TtrpcFrame, DecodesAWorkedExample) {
  Recorder recorder;
  recorder.decoder().feed(kCheckRequest);
  ASSERT_EQ(recorder.frames.size(), 1u);
  EXPECT_EQ(recorder.frames[0].first, (FrameHeader{20, 1, kRequest, 0}));
  EXPECT_EQ(recorder.frames[0].second, kCheckRequest.substr(kHeaderSizeBytes));
}

TEST(TtrpcFrame, DecodesWhateverTheCuts) {
  const std::string stream = frame(3, 1, "one") + frame(0, 3, "") + frame(5, 5, "three");
  for (std::size_t piece = 1; piece <= stream.size(); ++piece) {
    Recorder recorder;
    FrameDecoder decoder = recorder.decoder();
    for (std::size_t at = 0; at < stream.size(); at += piece) decoder.feed(stream.substr(at, piece));
    ASSERT_EQ(recorder.frames.size(), 3u) << "in pieces of " << piece;
    EXPECT_EQ(recorder.frames[0].second, "one");
    EXPECT_EQ(recorder.frames[1].second, "");
    EXPECT_EQ(recorder.frames[2].second, "three");
    EXPECT_TRUE(decoder.at_boundary());
  }
}

TEST(TtrpcFrame, KnowsWhenItIsInsideAFrame) {
  Recorder recorder;
  FrameDecoder decoder = recorder.decoder();
  EXPECT_TRUE(decoder.at_boundary());
  decoder.feed(kCheckRequest.substr(0, 4));
  EXPECT_FALSE(decoder.at_boundary());
  decoder.feed(kCheckRequest.substr(4, 20));
  EXPECT_FALSE(decoder.at_boundary());
  decoder.feed(kCheckRequest.substr(24));
  EXPECT_TRUE(decoder.at_boundary());
}

TEST(TtrpcFrame, TakesABodyOfTheLimit) {
  Recorder recorder;
  const std::string body(kMaxBodySizeBytes, 'b');
  recorder.decoder().feed(frame(kMaxBodySizeBytes, 1, body));
  ASSERT_EQ(recorder.frames.size(), 1u);
  EXPECT_EQ(recorder.frames[0].second, body);
  EXPECT_TRUE(recorder.oversize.empty());
}

TEST(TtrpcFrame, DropsALongerBodyAndGoesOn) {
  Recorder recorder;
  FrameDecoder decoder = recorder.decoder();
  decoder.feed(frame(kMaxBodySizeBytes + 1, 7, ""));
  // Told before the body has come: an answer need not wait for it.
  ASSERT_EQ(recorder.oversize.size(), 1u);
  EXPECT_EQ(recorder.oversize[0].stream_id, 7u);
  decoder.feed(std::string(kMaxBodySizeBytes + 1, 'b'));
  EXPECT_TRUE(decoder.at_boundary());
  decoder.feed(frame(4, 9, "next"));
  ASSERT_EQ(recorder.frames.size(), 1u);
  EXPECT_EQ(recorder.frames[0].first.stream_id, 9u);
  EXPECT_EQ(recorder.frames[0].second, "next");
}

}  // namespace
}  // namespace vc::ttrpc
