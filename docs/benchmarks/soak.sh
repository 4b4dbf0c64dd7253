#!/bin/bash
# Snapshots in memory one after the other in one boot of a guest that is busy: soak.sh [ARCH] [COUNT]
#
# Meanwhile the guest computes, writes files with their sums, and sends over a socket. Afterwards: every file is whole, every
# byte sent has arrived, the kernel's log has no warning, no image is loaded, and free memory is what it was.
top=$(dirname "$(readlink -f "$0")")/../..
exec "$top/kexshot" lab shell --arch "${1:-i386}" --timeout 7200 <<END
count=${2:-100}
PATH=/opt/kexshot/bin:\$PATH
$(cat <<'SCRIPT'
free() { sync; echo 3 >/proc/sys/vm/drop_caches; sed -n 's/^MemFree: *\([0-9]*\) kB/\1/p' /proc/meminfo; }
mkdir -p /srv/files
kexshot snap warm --method memory --dump-level 31 >/dev/null || exit
rm -rf /var/lib/kexshot/*
before=$(free)
(while [ ! -e /tmp/end ]; do dd if=/dev/urandom bs=64k count=16 2>/dev/null | gzip >/dev/null; usleep 100000; done) &
(i=0; while [ ! -e /tmp/end ]; do
    dd if=/dev/urandom of=/srv/files/$((i % 20)).new bs=64k count=4 2>/dev/null
    (cd /srv/files; md5sum $((i % 20)).new >$((i % 20)).sum; sync)
    i=$((i + 1)); usleep 100000
done) &
nc -l -p 7001 >/tmp/received &
sleep 1
(i=0; while [ ! -e /tmp/end ]; do echo $i; i=$((i + 1)); usleep 20000; done) | nc 127.0.0.1 7001 &
failed=0 longest=0
for i in $(seq "$count"); do
    kexshot snap soak-$i --method memory --dump-level 31 --json >/tmp/answer 2>/tmp/problem || { failed=$((failed + 1)); cat /tmp/problem; }
    pause=$(tr -d ' ",' </tmp/answer | sed -n 's/^pauseMillis://p')
    [ "${pause:-0}" -le "$longest" ] || longest=$pause
done
touch /tmp/end
sleep 3
echo "$count snapshots, $failed failed, longest pause $longest ms"
(cd /srv/files; cat *.sum | md5sum -c | grep -v OK; echo "files checked: $(ls *.sum | wc -l)")
awk '$1 != NR - 1 {print "the peer got " $1 " as line " NR; exit 1}' /tmp/received && echo "the peer got $(wc -l </tmp/received) lines, all in order"
dmesg | grep -E 'WARNING|BUG|Oops|Call Trace'
echo "loaded images: $(cat /sys/kernel/kexec_loaded)"
rm -rf /var/lib/kexshot/* /srv/files /tmp/received
echo "free memory: $((before >> 10)) MiB before, $(($(free) >> 10)) MiB after"
SCRIPT
)
END
