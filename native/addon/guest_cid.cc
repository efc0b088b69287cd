// SPDX-License-Identifier: Apache-2.0
#include "addon/guest_cid.h"

#include <fcntl.h>
#include <sys/ioctl.h>
#include <sys/random.h>

#include <cerrno>

#include "common/system_error.h"

namespace vc::addon {
namespace {

// VHOST_VSOCK_SET_GUEST_CID of <linux/vhost.h>, which is no C++ everywhere.
constexpr unsigned long kSetGuestCid = _IOW(0xAF, 0x60, std::uint64_t);

std::uint32_t random_number() {
  std::uint32_t value = 0;
  checked(::getrandom(&value, sizeof value, 0), "getrandom");
  return value;
}

}  // namespace

std::uint32_t claim_guest_cid(const std::function<std::uint32_t()>& random,
                              const std::function<int(std::uint32_t)>& claim) {
  constexpr std::uint32_t kCount = kLastGuestCid - kFirstGuestCid + 1;
  for (int tries = 0; tries < kMaxCidTries; ++tries) {
    const std::uint32_t cid = kFirstGuestCid + random() % kCount;
    const int error_number = claim(cid);
    if (error_number == 0) return cid;
    if (error_number != EADDRINUSE) throw SystemError(error_number, "ioctl", "VHOST_VSOCK_SET_GUEST_CID");
  }
  throw SystemError(EADDRINUSE, "ioctl", "VHOST_VSOCK_SET_GUEST_CID");
}

GuestCid reserve_guest_cid(const std::string& device_path) {
  UniqueFd vhost(checked(::open(device_path.c_str(), O_RDWR | O_CLOEXEC), "open", device_path));
  const auto claim = [&](std::uint32_t cid) {
    const std::uint64_t value = cid;
    return ::ioctl(vhost.get(), kSetGuestCid, &value) < 0 ? errno : 0;
  };
  const std::uint32_t cid = claim_guest_cid(random_number, claim);
  return {cid, std::move(vhost)};
}

}  // namespace vc::addon
