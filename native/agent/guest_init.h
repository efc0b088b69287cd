// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace vc::agent {

// What PID 1 does before anything else: mounts the kernel's file systems, gives
// itself standard streams, and makes the root a mount that containers can pivot
// away from. Throws SystemError.
void prepare_file_systems();

// Mounts what containers need but serving does not: devpts, cgroup2, shared memory.
void prepare_for_containers();

// Sets the host name (that of /etc/hostname, else localhost) and brings the
// loopback interface up.
void prepare_network_identity();

// Lets this process open as many files as an agent of many processes needs: each
// has up to three pipes, and the kernel's limit for PID 1 is 1024. Containers get
// theirs from their OCI specification.
void raise_open_file_limit();

// Writes what is dirty to its disk and switches the machine off.
[[noreturn]] void power_off();

}  // namespace vc::agent
