#!/bin/bash
# Snapshots one after the other in one boot of a guest that is busy: soak.sh [ARCH] [memory|kernel] [COUNT]
#
# Meanwhile the guest computes, writes files with their sums, and sends lines to a program on the host, which sends them back. Afterwards:
# every file is whole, every line came back in order, the kernel's log has no warning, no image is loaded, and free memory,
# locked memory and locks are what they were; open files are printed, which the kernel counts roughly. Exits with 1 if anything of that is not so.
top=$(dirname "$(readlink -f "$0")")/../..
exec "$top/kexshot" lab shell --arch "${1:-i386}" --timeout 7200 \
    --qemu-option=-netdev --qemu-option='user,id=peer,net=10.0.3.0/24,restrict=on,guestfwd=tcp:10.0.3.100:7001-cmd:/bin/cat' \
    --qemu-option=-device --qemu-option=virtio-net-pci,netdev=peer <<END
method=${2:-memory} count=${3:-100}
PATH=/opt/kexshot/bin:\$PATH
$(cat <<'SCRIPT'
bad=0
wrong() { echo "WRONG: $*"; bad=1; }
mebibytes_free() { sync; echo 3 >/proc/sys/vm/drop_caches; sed -n 's/^MemFree: *\([0-9]*\)... kB/\1/p' /proc/meminfo; }
kibibytes_locked() { sed -n 's/^Mlocked: *\([0-9]*\) kB/\1/p' /proc/meminfo; }
snap() { kexshot snap "$1" --method $method --dump-level 31 --json; }
load() { [ $method = memory ] || kexshot capture load --device /dev/disk/by-id/virtio-snapshot >/dev/null; }
unload() { [ $method = memory ] || kexshot capture unload; }

ip link set eth1 up && ip address add 10.0.3.15/24 dev eth1
mkdir -p /srv/files
load && snap warm >/dev/null && unload || exit
rm -rf /var/lib/kexshot
free_before=$(mebibytes_free) locked_before=$(kibibytes_locked) locks_before=$(wc -l </proc/locks) files_before=$(cut -f1 /proc/sys/fs/file-nr)
load || exit

(while [ ! -e /tmp/end ]; do dd if=/dev/urandom bs=64k count=4 2>/dev/null | gzip >/dev/null; usleep 500000; done) &
(i=0; while [ ! -e /tmp/end ]; do
    dd if=/dev/urandom of=/srv/files/$((i % 20)).new bs=64k count=2 2>/dev/null
    (cd /srv/files; md5sum $((i % 20)).new >$((i % 20)).sum; sync)
    i=$((i + 1)); usleep 500000
done; echo $i >/tmp/written) &
(i=0; while [ ! -e /tmp/end ]; do echo $i; i=$((i + 1)); usleep 50000; done; echo $i >/tmp/sent; sleep 5) | nc 10.0.3.100 7001 >/tmp/received &

longest=0 sum=0
for i in $(seq "$count"); do
    snap soak-$i >/tmp/answer 2>/tmp/problem || wrong "snapshot $i: $(cat /tmp/problem)"
    pause=$(tr -d ' ",' </tmp/answer | sed -n 's/^pauseMillis://p')
    [ "${pause:-0}" -le "$longest" ] || longest=$pause
    sum=$((sum + ${pause:-0}))
done
touch /tmp/end
wait
unload
echo "$count snapshots by method $method, pause $((sum / count)) ms in the mean, $longest ms at most"
kexshot verify >/tmp/verify || wrong "the repository: $(cat /tmp/verify)"

cd /srv/files
cat *.sum | md5sum -c >/tmp/files 2>&1 || wrong "files: $(grep -v OK /tmp/files)"
echo "files: $(cat /tmp/written) written, $(grep -c OK /tmp/files) of them still there and whole"
awk '$1 != NR - 1 {exit 1}' /tmp/received || wrong "a line came back out of order"
[ "$(wc -l </tmp/received)" = "$(cat /tmp/sent)" ] || wrong "$(cat /tmp/sent) lines sent, $(wc -l </tmp/received) came back"
echo "lines through the host: $(cat /tmp/sent) sent, $(wc -l </tmp/received) came back"
! dmesg | grep -E 'WARNING|BUG|Oops|Call Trace' || wrong "the kernel's log"
[ "$(cat /sys/kernel/kexec_loaded)" = 0 ] || wrong "an image is loaded"
cd / && rm -rf /var/lib/kexshot /srv/files /tmp/received
free_after=$(mebibytes_free)
[ "$free_after" -ge $((free_before - 16)) ] || wrong "memory was lost"
# Less than before is well: pages that a process unlocked may wait in its processor's batch, and count until they leave it.
locked_after=$(kibibytes_locked)
[ "$locked_after" -le "$locked_before" ] || wrong "memory is locked: $locked_after kB, $locked_before before"
[ "$(wc -l </proc/locks)" -le "$locks_before" ] || wrong "a lock was left: $(cat /proc/locks)"
echo "MB free: $free_before before, $free_after after; open files: $files_before before, $(cut -f1 /proc/sys/fs/file-nr) after"
exit $bad
SCRIPT
)
END
