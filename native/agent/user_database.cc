// SPDX-License-Identifier: Apache-2.0
#include "agent/user_database.h"

#include <fcntl.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <functional>

#include "agent/rpc_error.h"
#include "common/beneath.h"
#include "common/bounded_file.h"
#include "common/decimal.h"
#include "common/system_error.h"

namespace vc::agent {
namespace {

constexpr std::size_t kMaxFileSizeBytes = 4 * 1024 * 1024;
// (uid_t)-1 names nobody: setresuid(2) takes it for "leave the id as it is", which is root's.
constexpr std::uint32_t kNoId = 0xFFFFFFFF;

std::optional<std::uint32_t> parse_id(std::string_view text) {
  const auto id = parse_number<std::uint32_t>(text);
  return id == kNoId ? std::nullopt : id;
}

std::vector<std::string_view> split(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  for (;;) {
    const std::size_t end = text.find(separator);
    parts.push_back(text.substr(0, end));
    if (end == std::string_view::npos) return parts;
    text.remove_prefix(end + 1);
  }
}

// Calls `visit` with the fields of each line until it returns true.
void for_each_entry(std::string_view file,
                    const std::function<bool(const std::vector<std::string_view>&)>& visit) {
  for (const std::string_view line : split(file, '\n')) {
    if (line.empty() || line.front() == '#') continue;
    if (visit(split(line, ':'))) return;
  }
}

std::string read_if_present(int root_fd, const std::string& path) {
  // O_NONBLOCK: a FIFO that a container put there must not hold us.
  const UniqueFd fd = try_open_confined(root_fd, path, O_RDONLY | O_NONBLOCK | O_NOCTTY,
                                        Confinement::kInRoot);
  if (!fd && (errno == ENOENT || errno == ENOTDIR)) return {};
  if (!fd) throw_errno("openat2", path);
  struct stat status {};
  checked(::fstat(fd.get(), &status), "fstat", path);
  if (!S_ISREG(status.st_mode)) throw SystemError(EINVAL, "open", path);
  return read_bounded(fd.get(), kMaxFileSizeBytes);
}

}  // namespace

UserDatabase UserDatabase::read(int root_fd) {
  return {read_if_present(root_fd, "/etc/passwd"), read_if_present(root_fd, "/etc/group")};
}

ResolvedUser UserDatabase::resolve(const UserRequest& request, const ResolvedUser& fallback) const {
  ResolvedUser resolved = fallback;
  const auto number = parse_id(request.user);
  if (!request.user.empty()) {
    const std::optional<Account> account = find_account(request.user);
    if (!account && !number) {
      throw RpcError(RpcCode::kInvalidArgument, "no user " + request.user + " in the container");
    }
    resolved.uid = account ? account->uid : *number;
    resolved.gid = account ? account->gid : 0;
    const bool by_name = !number && request.additional_groups.empty();
    if (by_name) resolved.additional_gids = groups_of(account->name);
  }
  if (!request.group.empty()) resolved.gid = resolve_group(request.group);
  if (request.additional_groups.empty()) return resolved;
  resolved.additional_gids.clear();
  for (const std::string& group : request.additional_groups) {
    resolved.additional_gids.push_back(resolve_group(group));
  }
  return resolved;
}

std::optional<UserDatabase::Account> UserDatabase::find_account(std::string_view wanted) const {
  // A number is a uid even where an account has that number for its name.
  const auto wanted_uid = parse_id(wanted);
  std::optional<Account> found;
  for_each_entry(passwd_, [&](const std::vector<std::string_view>& fields) {
    if (fields.size() < 4) return false;
    const auto uid = parse_id(fields[2]);
    const auto gid = parse_id(fields[3]);
    if (!uid || !gid) return false;
    if (wanted_uid ? *uid != *wanted_uid : fields[0] != wanted) return false;
    found = Account{fields[0], *uid, *gid};
    return true;
  });
  return found;
}

std::uint32_t UserDatabase::resolve_group(const std::string& wanted) const {
  if (const auto number = parse_id(wanted)) return *number;
  std::optional<std::uint32_t> found;
  for_each_entry(group_, [&](const std::vector<std::string_view>& fields) {
    if (fields.size() < 3 || fields[0] != wanted) return false;
    found = parse_id(fields[2]);
    return found.has_value();
  });
  if (!found) {
    throw RpcError(RpcCode::kInvalidArgument, "no group " + wanted + " in the container");
  }
  return *found;
}

std::vector<std::uint32_t> UserDatabase::groups_of(std::string_view user_name) const {
  std::vector<std::uint32_t> gids;
  for_each_entry(group_, [&](const std::vector<std::string_view>& fields) {
    if (fields.size() < 4) return false;
    const auto members = split(fields[3], ',');
    const auto gid = parse_id(fields[2]);
    const bool member = std::find(members.begin(), members.end(), user_name) != members.end();
    if (member && gid) gids.push_back(*gid);
    return false;
  });
  return gids;
}

}  // namespace vc::agent
