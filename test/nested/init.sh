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
mount -t overlay -o lowerdir=/lower,upperdir=/changes/upper,workdir=/changes/work machine /machine

mount -t proc proc /machine/proc
mount -t sysfs sysfs /machine/sys
mount -t devtmpfs devtmpfs /machine/dev
mkdir -p /machine/dev/pts /machine/dev/shm
mount -t devpts -o ptmxmode=666 devpts /machine/dev/pts
mount -t tmpfs shm /machine/dev/shm
mkdir -p /machine/nested-host
mount -t 9p -o trans=virtio,version=9p2000.L,msize=512000 exchange /machine/nested-host
ip link set lo up

status=0
chroot /machine /bin/sh /nested-host/command </machine/dev/null >/machine/nested-host/output 2>&1 || status=$?
echo "$status" >/machine/nested-host/exit-code
sync
poweroff -f
