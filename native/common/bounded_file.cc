// SPDX-License-Identifier: Apache-2.0
#include "common/bounded_file.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include "common/system_error.h"
#include "common/unique_fd.h"

namespace vc {
namespace {

constexpr std::size_t kChunkSizeBytes = 16 * 1024;

}  // namespace

std::string read_bounded(int fd, std::size_t max_size_bytes) {
  std::string bytes;
  for (;;) {
    const std::size_t filled = bytes.size();
    // One byte over the limit tells a file that is too long from one that fits.
    bytes.resize(std::min(filled + kChunkSizeBytes, max_size_bytes + 1));
    const ssize_t got = ::read(fd, bytes.data() + filled, bytes.size() - filled);
    if (got < 0 && errno != EINTR) throw_errno("read");
    bytes.resize(filled + static_cast<std::size_t>(std::max<ssize_t>(got, 0)));
    if (got == 0) return bytes;
    if (bytes.size() > max_size_bytes) throw SystemError(EFBIG, "read");
  }
}

std::string read_file(const std::string& path, std::size_t max_size_bytes) {
  const UniqueFd fd(checked(::open(path.c_str(), O_RDONLY | O_CLOEXEC), "open", path));
  return read_bounded(fd.get(), max_size_bytes);
}

void write_all(int fd, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(fd, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    bytes.remove_prefix(static_cast<std::size_t>(checked(written, "write")));
  }
}

void write_control_file(const std::string& path, std::string_view text) {
  const UniqueFd fd(checked(::open(path.c_str(), O_WRONLY | O_CLOEXEC), "open", path));
  checked(::write(fd.get(), text.data(), text.size()), "write", path);
}

}  // namespace vc
