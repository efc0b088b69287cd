// SPDX-License-Identifier: Apache-2.0
#include "agent/kernel_modules.h"

#include <gtest/gtest.h>

#include <stdexcept>

namespace vc::agent {
namespace {

using Stage = KernelModule::Stage;

TEST(ModuleList, IsRead) {
  const std::vector<KernelModule> expected{{Stage::kBoot, "/m/virtio.ko", ""},
                                           {Stage::kLater, "/m/9p.ko", "debug=1 other=2"},
                                           {Stage::kVirtio, "/m/vsock.ko", "", 19}};
  EXPECT_EQ(parse_module_list("# a comment\n\nboot /m/virtio.ko\nlater  /m/9p.ko  debug=1 other=2\n"
                              "virtio:19 /m/vsock.ko"),
            expected);
  EXPECT_TRUE(parse_module_list("").empty());
}

TEST(ModuleList, RefusesLinesItDoesNotUnderstand) {
  for (const char* line : {"/m/virtio.ko", "soon /m/virtio.ko", "boot", "boot virtio.ko", "boot  ",
                           "virtio:net /m/virtio.ko", "virtio: /m/virtio.ko"}) {
    EXPECT_THROW(parse_module_list(line), std::runtime_error) << line;
  }
}

}  // namespace
}  // namespace vc::agent
