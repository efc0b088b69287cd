// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <variant>
#include <vector>

namespace vc::guard {

// The guard's command line:
//   vc-guard --control FD --run-dir DIR [--share] [--keep FD]... -- PROGRAM [ARG]...
struct Options {
  int control_fd = -1;          // socket to the owner, above 2
  std::string run_dir;          // absolute; removed at the end
  bool share = false;           // whether to make the share tree in run_dir
  std::vector<int> keep;        // inherited descriptors that the program gets, above 2
  std::vector<char*> command;   // program and arguments, ended by a null pointer
};

// Why a command line was refused.
struct UsageError {
  std::string message;
};

// Reads the command line. The result points into argv.
std::variant<Options, UsageError> parse_options(int argc, char** argv);

}  // namespace vc::guard
