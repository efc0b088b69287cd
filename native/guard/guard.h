// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string_view>

#include "common/system_error.h"
#include "common/unique_fd.h"
#include "guard/cage.h"
#include "guard/control_channel.h"
#include "guard/options.h"
#include "guard/program.h"
#include "guard/request.h"
#include "guard/run_directory.h"
#include "guard/share_tree.h"

namespace vc::guard {

// Exit code of a guard that could not do its work.
inline constexpr int kGuardFailed = 125;

// Runs one program for an owner and leaves nothing behind, whichever of the
// three (owner, guard, program) dies first. docs/wire/guard.md is its contract.
class Guard {
 public:
  // Takes ownership of the control socket. `options` must outlive the guard.
  explicit Guard(const Options& options);

  // Does everything, and returns the guard's own exit code.
  int run();

 private:
  void prepare();
  void start();
  void serve();
  bool serve_once();
  void conclude_start();
  bool read_control();
  void answer(const Request& request);
  void perform(const Request& request);
  void refuse_stream(int error_number);
  void report_exit();
  void clean_up();
  void fail(const SystemError& error);

  const Options& options_;
  ControlChannel control_;
  UniqueFd signals_;
  std::optional<RunDirectory> run_dir_;
  std::optional<Cage> cage_;
  std::optional<ShareTree> share_;
  std::optional<Program> program_;
  int exit_code_ = kGuardFailed;
};

}  // namespace vc::guard
