// SPDX-License-Identifier: Apache-2.0
#include <unistd.h>

// The whole of a guest that does nothing but say that it is there.
int main() {
  while (write(1, "x", 1) != 1) continue;
  return pause();
}
