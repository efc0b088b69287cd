// SPDX-License-Identifier: Apache-2.0
#include "agent/guest_init.h"

#include <fcntl.h>
#include <net/if.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/reboot.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <string>

#include "agent/log.h"
#include "common/bounded_file.h"
#include "common/system_error.h"
#include "common/unique_fd.h"

namespace vc::agent {
namespace {

constexpr std::size_t kMaxHostnameBytes = 64;
constexpr rlim_t kOpenFileLimit = 65536;
// What containers may be given at most (fs.nr_open).
constexpr rlim_t kMaxOpenFileLimit = 1024 * 1024;

void mount_at(const char* type, const char* target, unsigned long flags, const char* data = "") {
  if (::mkdir(target, 0755) < 0 && errno != EEXIST) throw_errno("mkdir", target);
  const int result = ::mount(type, target, type, flags, data);
  // EBUSY: already there, as devtmpfs is when the kernel was told to mount it.
  if (result < 0 && errno != EBUSY) throw_errno("mount", target);
}

// The kernel opens /dev/console for PID 1, but only if the archive has it.
void ensure_standard_streams() {
  if (::fcntl(STDERR_FILENO, F_GETFD) >= 0) return;
  int fd = ::open("/dev/console", O_RDWR);
  if (fd < 0) fd = checked(::open("/dev/null", O_RDWR), "open", "/dev/null");
  while (fd < STDERR_FILENO) fd = checked(::dup(fd), "dup");
}

// The initramfs itself cannot be left by pivot_root(2), which needs a root that is
// mounted on something. A bind mount of it over itself is such a root and costs
// three system calls; without it containers would have to be entered by MS_MOVE and
// chroot, which leaves the guest's root within reach.
void make_root_pivotable() {
  checked(::mount("/", "/", nullptr, MS_BIND | MS_REC, nullptr), "mount", "/");
  // The path that leads into the new mount is the parent of the old root, i.e. the
  // same name looked up again from above.
  checked(::chdir("/.."), "chdir", "/..");
  checked(::chroot("."), "chroot", "/");
}

}  // namespace

void prepare_file_systems() {
  make_root_pivotable();
  mount_at("proc", "/proc", MS_NOSUID | MS_NODEV | MS_NOEXEC);
  mount_at("sysfs", "/sys", MS_NOSUID | MS_NODEV | MS_NOEXEC);
  mount_at("devtmpfs", "/dev", MS_NOSUID);
  mount_at("tmpfs", "/run", MS_NOSUID | MS_NODEV, "mode=755");
  ensure_standard_streams();
}

void prepare_for_containers() {
  mount_at("tmpfs", "/dev/shm", MS_NOSUID | MS_NODEV);
  mount_at("devpts", "/dev/pts", MS_NOSUID | MS_NOEXEC, "ptmxmode=666,mode=620");
  mount_at("cgroup2", "/sys/fs/cgroup",
           MS_NOSUID | MS_NODEV | MS_NOEXEC | MS_RELATIME, "nsdelegate");
}

void prepare_network_identity() {
  std::string name = "localhost";
  if (::access("/etc/hostname", R_OK) == 0) {
    const std::string file = read_file("/etc/hostname", kMaxHostnameBytes);
    if (const std::string line = file.substr(0, file.find('\n')); !line.empty()) name = line;
  }
  checked(::sethostname(name.data(), name.size()), "sethostname");
  const UniqueFd socket(checked(::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0), "socket"));
  ifreq loopback{};
  std::memcpy(loopback.ifr_name, "lo", sizeof "lo");
  checked(::ioctl(socket.get(), SIOCGIFFLAGS, &loopback), "ioctl", "SIOCGIFFLAGS");
  loopback.ifr_flags = static_cast<short>(loopback.ifr_flags | IFF_UP);
  checked(::ioctl(socket.get(), SIOCSIFFLAGS, &loopback), "ioctl", "SIOCSIFFLAGS");
}

void raise_open_file_limit() {
  const rlimit limit{kOpenFileLimit, kMaxOpenFileLimit};
  checked(::setrlimit(RLIMIT_NOFILE, &limit), "setrlimit", "RLIMIT_NOFILE");
}

void power_off() {
  ::sync();
  ::reboot(RB_POWER_OFF);
  // Only a kernel that cannot switch off comes here; PID 1 must not return.
  log(LogLevel::kCritical, "the machine cannot be switched off");
  for (;;) ::pause();
}

}  // namespace vc::agent
