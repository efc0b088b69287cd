// SPDX-License-Identifier: Apache-2.0
#include "agent/sandbox_namespaces.h"

#include <fcntl.h>
#include <sched.h>
#include <unistd.h>

#include <exception>
#include <thread>

#include "common/system_error.h"

namespace vc::agent {
namespace {

UniqueFd open_own_namespace(const char* name) {
  const std::string path = std::string("/proc/thread-self/ns/") + name;
  return UniqueFd(checked(::open(path.c_str(), O_RDONLY | O_CLOEXEC), "open", path));
}

}  // namespace

SandboxNamespaces SandboxNamespaces::create(const std::string& hostname) {
  SandboxNamespaces made;
  std::exception_ptr failure;
  // unshare(2) acts on the calling thread only, so this process keeps its own.
  std::thread([&] {
    try {
      checked(::unshare(CLONE_NEWIPC | CLONE_NEWUTS), "unshare");
      checked(::sethostname(hostname.data(), hostname.size()), "sethostname");
      made.ipc_ = open_own_namespace("ipc");
      made.uts_ = open_own_namespace("uts");
    } catch (...) {
      failure = std::current_exception();
    }
  }).join();
  if (failure) std::rethrow_exception(failure);
  return made;
}

std::string SandboxNamespaces::path(const UniqueFd& fd) {
  if (!fd) return {};
  return "/proc/" + std::to_string(::getpid()) + "/fd/" + std::to_string(fd.get());
}

}  // namespace vc::agent
