#!/bin/sh
# A test's visible traces, one of each kind that a comparison shows: a module, a process, a listening socket and its
# process, a file in memory, a changed sysctl, and a line in the kernel log. What it starts stays until the guest ends.
set -eu

modprobe dummy
sleep 424242 >/dev/null 2>&1 &
nc -l -p 7077 </dev/null >/dev/null 2>&1 &
echo 'planted by visible-changes.sh' >/dev/shm/planted
sysctl -q -w kernel.panic=77
echo 'kexshot: the scenario was here' >/dev/kmsg
sleep 1
