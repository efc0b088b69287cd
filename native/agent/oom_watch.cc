// SPDX-License-Identifier: Apache-2.0
#include "agent/oom_watch.h"

#include <sys/inotify.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <iterator>

#include "agent/rpc_error.h"
#include "common/system_error.h"

namespace vc::agent {

OomWatch::OomWatch(EventLoop& loop)
    : inotify_(checked(::inotify_init1(IN_CLOEXEC | IN_NONBLOCK), "inotify_init1")),
      watch_(loop, inotify_.get(), [this](std::uint32_t) { on_events(); }),
      changed_(loop) {
  watch_.set(EPOLLIN);
}

void OomWatch::add(const std::string& container_id, const Cgroup& cgroup) {
  const std::string path = cgroup.directory() + "/memory.events";
  const int descriptor = ::inotify_add_watch(inotify_.get(), path.c_str(), IN_MODIFY);
  if (descriptor < 0 && errno == ENOENT) return;
  checked(descriptor, "inotify_add_watch", path);
  watched_.insert_or_assign(descriptor, Watched{container_id, cgroup});
}

void OomWatch::remove(const std::string& container_id) {
  told_.erase(container_id);
  for (auto entry = watched_.begin(); entry != watched_.end();) {
    const bool matches = entry->second.container_id == container_id;
    // Fails only when the directory went first, which removed the watch.
    if (matches) ::inotify_rm_watch(inotify_.get(), entry->first);
    entry = matches ? watched_.erase(entry) : std::next(entry);
  }
}

void OomWatch::on_events() {
  alignas(inotify_event) char buffer[4096];
  ssize_t got = 0;
  while ((got = ::read(inotify_.get(), buffer, sizeof buffer)) > 0) {
    for (ssize_t at = 0; at < got;) {
      inotify_event event;
      std::memcpy(&event, buffer + at, sizeof event);
      at += static_cast<ssize_t>(sizeof event + event.len);
      const auto found = watched_.find(event.wd);
      if (found != watched_.end()) check(found->second);
    }
  }
}

void OomWatch::check(const Watched& watched) {
  if (watched.cgroup.memory_events().oom_kill == 0) return;
  if (!told_.insert(watched.container_id).second) return;
  hit_.push_back(watched.container_id);
  changed_.notify_all();
}

Task<std::string> OomWatch::next(CancelToken& token) {
  while (hit_.empty()) {
    if (ended_) throw RpcError(RpcCode::kInternal, "the sandbox is destroyed");
    const WakeReason reason = co_await changed_.wait(&token);
    if (reason == WakeReason::kCancelled) throw RpcError(RpcCode::kCancelled, "cancelled");
  }
  std::string container_id = std::move(hit_.front());
  hit_.pop_front();
  co_return container_id;
}

void OomWatch::end() {
  ended_ = true;
  changed_.notify_all();
}

}  // namespace vc::agent
