// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "common/unique_fd.h"

namespace vc::guard {

// The sandbox's run directory, held open from the start so that what is
// removed at the end is what was given at the beginning.
class RunDirectory {
 public:
  // `path` is absolute and names an existing directory that is no symbolic
  // link. Throws SystemError.
  explicit RunDirectory(const std::string& path);

  int fd() const { return directory_.get(); }

  // Removes the directory and all in it, following no symbolic link and
  // entering no mount. Goes on past what cannot be removed, and throws
  // SystemError for the first of it. Repeatable.
  void remove();

 private:
  std::string name_;
  UniqueFd parent_;
  UniqueFd directory_;
};

}  // namespace vc::guard
