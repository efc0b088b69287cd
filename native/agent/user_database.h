// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace vc::agent {

// A user asked for by name or number, as in the fields of grpc.StringUser.
struct UserRequest {
  // Empty: keep the uid given beside it.
  std::string user;
  std::string group;
  std::vector<std::string> additional_groups;
};

struct ResolvedUser {
  std::uint32_t uid = 0;
  std::uint32_t gid = 0;
  std::vector<std::uint32_t> additional_gids;

  friend bool operator==(const ResolvedUser&, const ResolvedUser&) = default;
};

// The text of a root file system's /etc/passwd and /etc/group. Malformed lines
// are passed over, as libc does.
class UserDatabase {
 public:
  UserDatabase(std::string passwd, std::string group)
      : passwd_(std::move(passwd)), group_(std::move(group)) {}

  // Reads both files as a process inside `root_fd` would find them; one that is
  // absent counts as empty. Throws SystemError when a file is not regular or too long.
  static UserDatabase read(int root_fd);

  // Fills what `request` names; `fallback` is the numeric user beside it. Throws
  // RpcError INVALID_ARGUMENT for a name that is not in the files.
  ResolvedUser resolve(const UserRequest& request, const ResolvedUser& fallback) const;

 private:
  struct Account {
    std::string_view name;
    std::uint32_t uid;
    std::uint32_t gid;
  };

  std::optional<Account> find_account(std::string_view name_or_number) const;
  std::uint32_t resolve_group(const std::string& name_or_number) const;
  std::vector<std::uint32_t> groups_of(std::string_view user_name) const;

  std::string passwd_;
  std::string group_;
};

}  // namespace vc::agent
