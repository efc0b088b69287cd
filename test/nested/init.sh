#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# First process of the nested host, run by busybox. It makes the machine's own root directory, read-only by 9p and
# writable by an overlay in memory, into the root of one command, runs it, leaves its output and exit code in the
# exchange directory, and switches the machine off.
set -eu
export PATH=/bin

for module in /modules/*.ko; do insmod "$module"; done

# What is read there does not change while it is: the guest may cache it.
mount -t 9p -o ro,trans=virtio,version=9p2000.L,msize=512000,cache=loose root /lower
mount -t tmpfs -o mode=755 changes /changes
mkdir /changes/upper /changes/work
mount -t overlay -o lowerdir=/lower,upperdir=/changes/upper,workdir=/changes/work root /root

mount -t proc proc /root/proc
mount -t sysfs sysfs /root/sys
mount -t devtmpfs devtmpfs /root/dev
mkdir -p /root/dev/pts /root/dev/shm
mount -t devpts -o ptmxmode=666 devpts /root/dev/pts
mount -t tmpfs shm /root/dev/shm
mkdir -p /root/nested-host
mount -t 9p -o trans=virtio,version=9p2000.L,msize=512000 exchange /root/nested-host
ip link set lo up

status=0
chroot /root /bin/sh /nested-host/command </root/dev/null >/root/nested-host/output 2>&1 || status=$?
echo "$status" >/root/nested-host/exit-code
sync
poweroff -f
