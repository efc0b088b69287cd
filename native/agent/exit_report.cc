// SPDX-License-Identifier: Apache-2.0
#include "agent/exit_report.h"

namespace vc::agent {
namespace {

using virtcontainers::guest::v1::ProcessExit;

constexpr int kSignalStatusBase = 128;

ProcessExit::OomScope wire_scope(OomScope scope) {
  switch (scope) {
    case OomScope::kNone: return ProcessExit::OOM_SCOPE_NONE;
    case OomScope::kContainer: return ProcessExit::OOM_SCOPE_CONTAINER;
    case OomScope::kSandbox: return ProcessExit::OOM_SCOPE_SANDBOX;
  }
  return ProcessExit::OOM_SCOPE_NONE;
}

}  // namespace

int kata_status(const ExitStatus& status) {
  return status.value + (status.signaled ? kSignalStatusBase : 0);
}

ProcessExit process_exit(const ProcessEnd& end) {
  ProcessExit exit;
  if (end.status.signaled) {
    exit.set_signaled(end.status.value);
  } else {
    exit.set_exited(end.status.value);
  }
  exit.set_oom(wire_scope(end.oom));
  return exit;
}

}  // namespace vc::agent
