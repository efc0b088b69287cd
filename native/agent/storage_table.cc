// SPDX-License-Identifier: Apache-2.0
#include "agent/storage_table.h"

#include <sys/mount.h>

#include <cerrno>

#include "agent/log.h"
#include "agent/offload.h"
#include "agent/storage_driver.h"

namespace vc::agent {

Task<> StorageTable::attach(EventLoop& loop, const GuestLayout& layout, grpc::Storage storage,
                            std::string container_id) {
  const std::string mount_point = storage.mount_point();
  const auto known = entries_.find(mount_point);
  if (known != entries_.end()) {
    ++known->second.references;
    co_return;
  }
  PreparedStorage prepared = prepare_storage(storage, layout, container_id);
  const bool mounts = prepared.mounts;
  // Named: GCC 12 destroys a closure twice that is a temporary of an awaited expression.
  auto mount = [prepared = std::move(prepared)] { perform(prepared); };
  co_await offload(loop, std::move(mount));
  Entry entry;
  entry.mounted = mounts;
  entries_.insert_or_assign(mount_point, entry);
  order_.push_back(mount_point);
}

void StorageTable::detach(const std::string& mount_point) {
  const auto found = entries_.find(mount_point);
  if (found == entries_.end() || --found->second.references > 0) return;
  take_down(mount_point, found->second);
  entries_.erase(found);
  std::erase(order_, mount_point);
}

void StorageTable::detach_all() {
  while (!order_.empty()) {
    const std::string mount_point = order_.back();
    entries_.at(mount_point).references = 1;
    detach(mount_point);
  }
}

void StorageTable::take_down(const std::string& mount_point, const Entry& entry) {
  if (!entry.mounted) return;
  // Lazily: a process that is still dying may hold a file there.
  if (::umount2(mount_point.c_str(), MNT_DETACH | UMOUNT_NOFOLLOW) == 0) return;
  log(LogLevel::kWarning, "storage was not unmounted",
      {{"mount_point", mount_point}, {"errno", std::to_string(errno)}});
}

}  // namespace vc::agent
