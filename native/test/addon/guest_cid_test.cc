// SPDX-License-Identifier: Apache-2.0
#include "addon/guest_cid.h"

#include <gtest/gtest.h>

#include <cerrno>
#include <vector>

#include "common/system_error.h"

namespace vc::addon {
namespace {

int error_of(const std::function<void()>& work) {
  try {
    work();
  } catch (const SystemError& error) {
    return error.error_number();
  }
  return 0;
}

TEST(GuestCid, IsWithinWhatGuestsMayHave) {
  const auto free = [](std::uint32_t) { return 0; };
  for (const std::uint32_t random : {0u, 1u, 0x7fffffffu, 0xfffffffbu, 0xfffffffcu, 0xffffffffu}) {
    const std::uint32_t cid = claim_guest_cid([random] { return random; }, free);
    EXPECT_GE(cid, kFirstGuestCid);
    EXPECT_LE(cid, kLastGuestCid);
  }
}

TEST(GuestCid, IsTriedAgainWhenItIsTaken) {
  std::uint32_t random = 0;
  std::vector<std::uint32_t> tried;
  const std::uint32_t cid = claim_guest_cid([&] { return random++; },
                                            [&](std::uint32_t candidate) {
                                              tried.push_back(candidate);
                                              return tried.size() < 3 ? EADDRINUSE : 0;
                                            });
  EXPECT_EQ(tried, (std::vector<std::uint32_t>{3, 4, 5}));
  EXPECT_EQ(cid, 5u);
}

TEST(GuestCid, IsGivenUpAfterSoManyTries) {
  int tries = 0;
  const auto taken = [&](std::uint32_t) {
    ++tries;
    return EADDRINUSE;
  };
  EXPECT_EQ(error_of([&] { claim_guest_cid([] { return 7u; }, taken); }), EADDRINUSE);
  EXPECT_EQ(tries, kMaxCidTries);
}

TEST(GuestCid, FailsAtOnceForAnyOtherReason) {
  int tries = 0;
  const auto refused = [&](std::uint32_t) {
    ++tries;
    return EINVAL;
  };
  EXPECT_EQ(error_of([&] { claim_guest_cid([] { return 7u; }, refused); }), EINVAL);
  EXPECT_EQ(tries, 1);
}

TEST(GuestCid, NeedsAVhostVsockDevice) {
  EXPECT_EQ(error_of([] { reserve_guest_cid("/no/such/device"); }), ENOENT);
  EXPECT_EQ(error_of([] { reserve_guest_cid("/dev/null"); }), ENOTTY);
}

}  // namespace
}  // namespace vc::addon
