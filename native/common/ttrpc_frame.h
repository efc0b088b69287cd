// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

namespace vc::ttrpc {

// The frame of https://github.com/containerd/ttrpc/blob/main/PROTOCOL.md: a
// header of ten bytes (length u32, stream u32, both big-endian, type, flags),
// then `length` bytes of body.
inline constexpr std::size_t kHeaderSizeBytes = 10;
inline constexpr std::size_t kMaxBodySizeBytes = 4 * 1024 * 1024;

enum FrameType : std::uint8_t { kRequest = 1, kResponse = 2, kData = 3 };
enum FrameFlag : std::uint8_t { kRemoteClosed = 0x01, kRemoteOpen = 0x02, kNoData = 0x04 };

struct FrameHeader {
  std::uint32_t body_size_bytes = 0;
  std::uint32_t stream_id = 0;
  std::uint8_t type = 0;
  std::uint8_t flags = 0;

  friend bool operator==(const FrameHeader&, const FrameHeader&) = default;
};

using HeaderBytes = std::array<char, kHeaderSizeBytes>;

HeaderBytes encode_header(const FrameHeader& header);
FrameHeader decode_header(const HeaderBytes& bytes);

// Cuts a byte stream into frames. It never holds more than one body of
// kMaxBodySizeBytes: the body of a longer frame is dropped as it arrives.
class FrameDecoder {
 public:
  struct Sink {
    // A whole frame; the body may be moved from.
    std::function<void(const FrameHeader&, std::string&& body)> on_frame;
    // The header of a frame over the limit, told when the header has been read.
    std::function<void(const FrameHeader&)> on_oversize;
  };

  explicit FrameDecoder(Sink sink) : sink_(std::move(sink)) {}

  void feed(std::string_view bytes);

  // Whether the bytes fed so far end between two frames.
  bool at_boundary() const { return header_filled_ == 0; }

 private:
  std::string_view take_header(std::string_view bytes);
  std::string_view take_body(std::string_view bytes);
  void header_complete();
  void body_complete();

  Sink sink_;
  HeaderBytes header_bytes_{};
  std::size_t header_filled_ = 0;
  FrameHeader header_;
  std::size_t body_missing_ = 0;
  bool dropping_ = false;
  std::string body_;
};

}  // namespace vc::ttrpc
