// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "common/unique_fd.h"
#include "guard/request.h"

namespace vc::guard {

// The tree that is offered to the guest, in the run directory and in this
// mount namespace only: `mounts`, a small tmpfs in which the guard makes names
// and binds host directories and files, and `shared`, a read-only slave of it,
// which the hypervisor exports. What is bound in the one appears in the other;
// what the guest does to the other never reaches the one.
//
// Every method throws SystemError.
class ShareTree {
 public:
  // Makes both in `run_dir_fd`. The caller is in a mount namespace of its own.
  explicit ShareTree(int run_dir_fd);

  // Binds as asked, without set-user-id and device nodes. EEXIST: the name is
  // taken; EINVAL: a bad name, or a source that is not absolute or neither a
  // directory nor a regular file; EXDEV: the name leads into another bind.
  void bind(const BindRequest& request);

  // Takes a bind away, at once for new users and in the end for those that
  // have it open, and removes its name and the parents that this leaves
  // empty. ENOENT: nothing is bound there; EINVAL: a bad name.
  void unbind(const std::string& name);

 private:
  UniqueFd root_;  // of `mounts`
};

// Takes the tree away from a run directory, with all that is bound in it. Does
// nothing where there is none, or only a part of one. Throws SystemError.
void detach_share_tree(int run_dir_fd);

}  // namespace vc::guard
