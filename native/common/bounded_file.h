// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace vc {

// Reads `fd` to its end. Throws SystemError, with EFBIG when there is more than
// `max_size_bytes`.
std::string read_bounded(int fd, std::size_t max_size_bytes);

// The same for the file at `path`.
std::string read_file(const std::string& path, std::size_t max_size_bytes);

// Writes all of `bytes` to a blocking descriptor.
void write_all(int fd, std::string_view bytes);

// Opens `path` as it is (a control file) and writes `text` in one write(2), as
// the files of procfs, sysfs and cgroupfs want it.
void write_control_file(const std::string& path, std::string_view text);

}  // namespace vc
