#!/bin/bash
# How long loading takes and how long system A stands still, in one guest of the lab: pause.sh [ARCH] [PROCESSORS]
#
# Prints three loads, then for level 31 and 17 the first snapshot, which boots the capture kernel, and three that enter it
# again: milliseconds of the pause by A's clock and of its parts by the capture kernel's, pages, and the whole command; then
# the same of snapshots in memory, beside a plain copy of as many bytes.
top=$(dirname "$(readlink -f "$0")")/../..
exec "$top/kexshot" lab shell --arch "${1:-i386}" --processors "${2:-2}" <<'END'
PATH=/opt/kexshot/bin:$PATH
device=/dev/disk/by-id/virtio-snapshot
now() { cut -d' ' -f1 /proc/uptime | tr -d .; }
member() { tr -d ' ",' </tmp/answer | sed -n "s/^$1://p"; }
mkdir -p /srv
head -c 60000000 /dev/urandom >/srv/file
for i in 1 2 3; do
    start=$(now)
    kexshot capture load --device $device --json >/tmp/answer || exit
    echo "load: $(member loadMillis) ms; the whole command $((($(now) - start) * 10)) ms"
done
for level in 31 17; do
    kexshot capture load --device $device >/dev/null || exit
    for i in 0 1 2 3; do
        start=$(now)
        kexshot snap level-$level-$i --dump-level $level --json >/tmp/answer || exit
        echo "level $level, snapshot $i: pause $(member pauseMillis) ms: $(member ms.until-begun) until the agent began," \
            "$(member ms.filter) filter, $(member ms.write) write; $(member pages.kept) pages;" \
            "the whole command $((($(now) - start) * 10)) ms"
    done
done
kexshot capture unload
# Cycles of the time-stamp counter in a millisecond.
cycles=$(dmesg | sed -n 's/.*tsc: Detected \([0-9]*\)[.].* MHz processor.*/\1/p' | head -n 1)000
for level in 31 17; do
    for i in 0 1 2 3; do
        start=$(now)
        kexshot snap memory-$level-$i --method memory --dump-level $level --json 2>/dev/null >/tmp/answer || exit
        pages=$(member pages.kept)
        # What a plain copy of as many bytes takes: into memory that is there already, from memory.
        dd if=/dev/zero of=/dev/shm/from bs=4096 count="$pages" 2>/dev/null
        cp /dev/shm/from /dev/shm/to
        plain=$(dd if=/dev/shm/from of=/dev/shm/to bs=1M conv=notrunc 2>&1 | sed -n 's/.* copied, \(.*\) seconds.*/\1/p')
        rm /dev/shm/from /dev/shm/to
        echo "level $level, in memory $i: pause $(member pauseMillis) ms: $(($(member cycles.copy) / cycles)) deciding and copying;" \
            "$pages pages; a plain copy of them $plain s; the whole command $((($(now) - start) * 10)) ms"
    done
done
END
