// SPDX-License-Identifier: Apache-2.0
#include "common/ttrpc_frame.h"

#include <algorithm>
#include <utility>

namespace vc::ttrpc {
namespace {

void put_u32(char* out, std::uint32_t value) {
  for (int i = 0; i < 4; ++i) out[i] = static_cast<char>(value >> (24 - 8 * i));
}

std::uint32_t get_u32(const char* in) {
  std::uint32_t value = 0;
  for (int i = 0; i < 4; ++i) value = value << 8 | static_cast<std::uint8_t>(in[i]);
  return value;
}

}  // namespace

HeaderBytes encode_header(const FrameHeader& header) {
  HeaderBytes bytes;
  put_u32(bytes.data(), header.body_size_bytes);
  put_u32(bytes.data() + 4, header.stream_id);
  bytes[8] = static_cast<char>(header.type);
  bytes[9] = static_cast<char>(header.flags);
  return bytes;
}

FrameHeader decode_header(const HeaderBytes& bytes) {
  return {get_u32(bytes.data()), get_u32(bytes.data() + 4), static_cast<std::uint8_t>(bytes[8]),
          static_cast<std::uint8_t>(bytes[9])};
}

void FrameDecoder::feed(std::string_view bytes) {
  while (!bytes.empty()) {
    bytes = header_filled_ < kHeaderSizeBytes ? take_header(bytes) : take_body(bytes);
  }
}

std::string_view FrameDecoder::take_header(std::string_view bytes) {
  const std::size_t size = std::min(bytes.size(), kHeaderSizeBytes - header_filled_);
  std::copy_n(bytes.data(), size, header_bytes_.data() + header_filled_);
  header_filled_ += size;
  if (header_filled_ == kHeaderSizeBytes) header_complete();
  return bytes.substr(size);
}

std::string_view FrameDecoder::take_body(std::string_view bytes) {
  const std::size_t size = std::min(bytes.size(), body_missing_);
  if (!dropping_) body_.append(bytes.data(), size);
  body_missing_ -= size;
  if (body_missing_ == 0) body_complete();
  return bytes.substr(size);
}

void FrameDecoder::header_complete() {
  header_ = decode_header(header_bytes_);
  body_missing_ = header_.body_size_bytes;
  dropping_ = body_missing_ > kMaxBodySizeBytes;
  if (dropping_) {
    sink_.on_oversize(header_);
  } else {
    body_.reserve(body_missing_);
  }
  if (body_missing_ == 0) body_complete();
}

void FrameDecoder::body_complete() {
  header_filled_ = 0;
  std::string body = std::exchange(body_, {});
  if (!dropping_) sink_.on_frame(header_, std::move(body));
}

}  // namespace vc::ttrpc
