// SPDX-License-Identifier: Apache-2.0
#include "agent/storage_table.h"

#include <sys/mount.h>

#include <cerrno>

#include "agent/log.h"
#include "agent/offload.h"
#include "agent/storage_driver.h"

namespace vc::agent {

class StorageTable::Turn {
 public:
  explicit Turn(StorageTable& table) : table_(table) { table_.mounting_ = true; }
  Turn(const Turn&) = delete;
  Turn& operator=(const Turn&) = delete;
  ~Turn() {
    table_.mounting_ = false;
    table_.turn_.notify_all();
  }

 private:
  StorageTable& table_;
};

Task<> StorageTable::attach(grpc::Storage storage, std::string container_id) {
  while (mounting_) co_await turn_.wait();
  const auto known = entries_.find(storage.mount_point());
  if (known != entries_.end()) {
    ++known->second.references;
    co_return;
  }
  const Turn turn(*this);
  co_await mount(storage, container_id);
}

Task<> StorageTable::mount(const grpc::Storage& storage, const std::string& container_id) {
  PreparedStorage prepared = prepare_storage(storage, layout_, container_id);
  Entry entry;
  entry.mounted = prepared.mounts;
  // Named: GCC 12 destroys a closure twice that is a temporary of an awaited expression.
  auto work = [prepared = std::move(prepared)] { perform(prepared); };
  co_await offload(loop_, std::move(work));
  entries_.insert_or_assign(storage.mount_point(), entry);
  order_.push_back(storage.mount_point());
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
