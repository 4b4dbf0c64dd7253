#!/bin/bash
# Tries to harm a guest by the ways in which kexshot is interrupted and crossed:
#   harm.sh [ARCH] [memory|kernel] [--disk virtio|nvme|ahci|scsi] [--processors N] [--memory MIB] [--only PART] [KILLS] [SEED]
#
# ARCH is i386, x86_64 or i386-pae (i386 and kernel unless said otherwise). In one boot of a guest, unless PART is the only one:
#   foreign   kexec-tools loads an image of its own before, between and during kexshot's commands: it stays, and nothing enters it
#   together  two `snap` at once, of each method and of both
#   kills     KILLS times (25) a `snap`, a `run`, or by method kernel a `capture load`, is sent INT, TERM, HUP or KILL, in turn, at a
#             moment that SEED (1) chooses in the time that such a command takes; then a whole `snap` follows
# After each, what a command takes for itself is as before: memory locked, huge pages, shared memory, image loaded, temporary files,
# and nothing is left of a dump on the device. Before each snapshot that is taken a process is planted whose memory is random; at the
# end each one that is stored must hold it byte by byte, and be of one instant (org.kexshot.lab.Stamps). The last lines count kills
# by step and signal. Exits with 1 if anything of that is not so; `WRONG:` lines say what.
# If the guest is lost the command fails with that. How far it got is in snapshot-cli/target/lab/shell-ARCH/console.log.
set -euo pipefail
top=$(dirname "$(readlink -f "$0")")/../..

usage() {
    sed -n 's/^#   harm/usage: harm/p' "$0" >&2
    exit 2
}

disk=virtio processors=2 memory=1024 only='foreign together kills' words=()
while (($#)); do
    case $1 in
        --disk | --processors | --memory | --only)
            (($# > 1)) || usage
            declare "${1#--}=$2"
            shift
            ;;
        -*) usage ;;
        *) words+=("$1") ;;
    esac
    shift
done
arch=${words[0]:-i386} method=${words[1]:-kernel} kills=${words[2]:-25} seed=${words[3]:-1}
[[ $method == memory || $method == kernel ]] || usage

# Disks of the guest's own, which are forgotten with it: the snapshot device, and room for a repository.
files=$(mktemp -d)
trap 'rm -rf "$files"' EXIT
truncate -s $((memory * 2))M "$files/device"
truncate -s 16G "$files/repository"
drive() { printf -- '--qemu-option=%s\n' -drive "if=none,format=raw,cache=unsafe,id=$1,file=$files/$1"; }
device() { printf -- '--qemu-option=%s\n' -device "$1"; }
mapfile -t options < <(
    drive repository && device virtio-blk-pci,drive=repository,serial=repository
    drive device
    case $disk in
        virtio) device virtio-blk-pci,drive=device,serial=harm ;;
        nvme) device nvme,drive=device,serial=harm ;;
        ahci) device ich9-ahci,id=ahci && device ide-hd,bus=ahci.0,drive=device,serial=harm ;;
        scsi) device virtio-scsi-pci,id=scsi && device scsi-hd,bus=scsi.0,drive=device,serial=harm ;;
    esac
)
((${#options[@]} > 6)) || usage

"$top/kexshot" lab shell --arch "$arch" --timeout $((1800 + 300 * kills)) --processors "$processors" --memory "$memory" "${options[@]}" <<END
method=$method kills=$kills seed=$seed parts='$only' device=/dev/disk/by-id/${disk/#ahci/ata}-harm
$(cat <<'SCRIPT'
PATH=/opt/kexshot/bin:$PATH
export KEXSHOT_REPOSITORY=/srv/repository/kexshot
work=/run/harm planted=/run/harm/planted
bad=0
say() { echo "$*"; echo "harm: $*" >/dev/console; }
wrong() { say "WRONG: $*"; bad=1; }

# A number below $1, the next of those that the seed gives.
random=$seed
below() { random=$(((random * 1103515245 + 12345) & 0x7fffffff)); number=$((random / 65536 % $1)); }

## What a command takes for itself, and must have given back.
kibibytes_locked() { sed -n 's/^Mlocked: *\([0-9]*\) kB/\1/p' /proc/meminfo; }
left() {
    echo "image loaded: $(cat /sys/kernel/kexec_loaded)"
    echo "huge pages: $(sed -n 's/^HugePages_Total: *//p' /proc/meminfo)"
    echo "shared memory: $(($(wc -l </proc/sysvipc/shm) - 1))"
    echo "records: $(ls /run/kexshot 2>/dev/null | tr '\n' ' ')"
    echo "temporary: $(ls -d /tmp/* /var/tmp/* $KEXSHOT_REPOSITORY/temporary/* 2>/dev/null | tr '\n' ' ')"
    echo "processes: $(ps -o args | grep -c '^[^ ]*java .*kexshot.jar')"
}
# A load takes huge pages if as many lie in one piece as it needs, else none: what it took this time counts from now on.
lent() { grep -E '^(huge pages|shared memory|records)' $1; }
reloaded() {
    left >$work/now
    case $(lent $work/now | tr '\n' ';') in
        'huge pages: 0;shared memory: 0;records: capture image lock ;') ;;
        'huge pages: '*';shared memory: 1;records: capture image lock pool ;') ;;
        *) wrong "$1: $(lent $work/now | tr '\n' ';')" ;;
    esac
    { grep '^image' $work/before; lent $work/now; grep -E '^(temporary|processes)' $work/before; } >$work/expected
    mv $work/expected $work/before
}
# The start of a dump lies 1 MiB into the device. Its label, request and answer before that hold nothing of memory.
dump_on_device() {
    blockdev --flushbufs $device
    [ "$(dd if=$device bs=1M skip=1 count=256 2>/dev/null | tr -d '\000' | head -c 1 | wc -c)" != 0 ]
}
is_as_before() {
    left >$work/now
    cmp -s $work/before $work/now || wrong "$1: $(diff $work/before $work/now | grep '^[-+][^-+]' | tr '\n' ';')"
    # Pages that a process unlocked may wait in a processor's batch and count until they leave it.
    now=$(kibibytes_locked)
    [ "$now" -le $((locked + 128)) ] || wrong "$1: $now kB are locked, $locked before"
    ! dump_on_device || wrong "$1: a dump is left on the device"
}

## What each snapshot must hold.
# A process whose memory is random, like no other's; its name is the snapshot's. It lives until the next one is planted.
plant() {
    [ "$2" = too ] || { kill $(cat $planted/*.pid) 2>/dev/null; rm -f $planted/*.pid; } 2>/dev/null
    mkfifo $planted/$1.wait
    sh -c 'set -- $(head -c 300000 /dev/urandom | base64); echo $$ >'$planted/$1.pid'; read -r end <'$planted/$1.wait &
    until [ -s $planted/$1.pid ] && grep -q S /proc/$(cat $planted/$1.pid)/stat; do usleep 50000; done
    usleep 200000
    pid=$(cat $planted/$1.pid)
    range=$(sed -n 's/^\([0-9a-f]*\)-\([0-9a-f]*\) .*\[heap\]$/0x\1 0x\2/p' /proc/$pid/maps)
    set -- $1 $range
    # The first page is the C library's: the kernel writes into it on which processor the process runs (rseq).
    set -- $1 $(printf '0x%x' $(($2 + 4096))) $3
    echo "$pid $2 $(($3 - $2))" >$planted/$1.place
    dd if=/proc/$pid/mem bs=4096 skip=$(($2 / 4096)) count=$((($3 - $2) / 4096)) 2>/dev/null | md5sum >$planted/$1.sum
}
# All stored ones, once each.
judge_stored() {
    kexshot list --json 2>/dev/null | tr -d ' ",' | sed -n 's/^label://p' >$work/labels
    for label in $(cat $work/labels); do
        plant=${label%-before} plant=${plant%-after}
        [ -e $planted/$plant.place ] && [ ! -e $work/judged-$label ] || continue
        : >$work/judged-$label
        judged=$((judged + 1))
        set -- $(cat $planted/$plant.place)
        kexshot read $label $2 $3 --pid $1 --raw 2>$work/problem | md5sum >$work/sum
        cmp -s $work/sum $planted/$plant.sum || wrong "snapshot $label does not hold what was planted: $(cat $work/problem)"
        kexshot read $label $(head -n 1 $work/place) $((stamped * 4096)) --pid $stamper --raw >$work/stamps 2>$work/problem
        java -cp '/opt/kexshot/lib/*' org.kexshot.lab.Stamps judge $work/stamps >$work/judged 2>&1
        grep -q "^$stamped pages, .* 0 violations, skew 0$" $work/judged || wrong "snapshot $label is not of one instant: $(cat $work/judged $work/problem)"
    done
}

## Commands, each with a word for what it is.
# snap LABEL [METHOD [OPTION...]]
snap() {
    label=$1 by=${2:-$method}
    shift $(($# < 2 ? $# : 2))
    kexshot snap $label --method $by --dump-level 23 "$@"
}
command_line() {
    case $1 in
        snap) echo "snap $2 --method $method --dump-level 23" ;;
        run) echo "run --label $2 --method $method --dump-level 23 --limit 1 -- sleep 1" ;;
        load) echo "capture load --device $device" ;;
    esac
}
load() {
    [ $method != memory ] || return 0
    kexshot capture load --device $device >/dev/null || return
    [ ! -e $work/before ] || reloaded "capture load"
}
whole_snap() {
    plant $1
    snap $1 >$work/answer 2>&1 || wrong "$1: the next snap ends with $?: $(cat $work/answer)"
}

mkdir -p $work $planted /srv/repository
mke2fs /dev/disk/by-id/virtio-repository >/dev/null 2>&1 && mount -t ext2 /dev/disk/by-id/virtio-repository /srv/repository || exit
until [ -b $device ]; do usleep 100000; done
stamped=512
java -cp '/opt/kexshot/lib/*' org.kexshot.lab.Stamps stamp $stamped $work/place &
stamper=$!
renice -n 19 -p $stamper >/dev/null
until [ -s $work/place ]; do kill -0 $stamper || exit; usleep 100000; done
(i=0; while :; do echo $i; i=$((i + 1)); usleep 200000; done) >$work/counter &

left | sed 's/lock //' >$work/unloaded
load && whole_snap warm || exit
left >$work/before
locked=$(kibibytes_locked)
judged=0
say "before: $(cat $work/before)"
case $parts in *foreign*)

## Foreign images. Who enters it loses A: it ends by itself at once, and the guest with it.
foreign() { kexec -l /boot/vmlinuz-* --command-line='console=ttyS0 panic=-1 root=none' || wrong "kexec-tools loads nothing"; }
expect() {
    # expect CODE WHAT COMMAND...
    code=$1 what=$2
    shift 2
    "$@" >$work/answer 2>&1
    got=$?
    [ $got = $code ] || wrong "$what: $* ends with $got in place of $code: $(cat $work/answer)"
}
stays() { [ "$(cat /sys/kernel/kexec_loaded)" = 1 ] || { wrong "$1: the foreign image is gone"; foreign; }; }
foreign
for method_tried in memory $method; do
    expect 20 "foreign image" kexshot snap foreign --method $method_tried --dump-level 23
    stays "snap --method $method_tried"
done
expect 20 "foreign image" kexshot capture load --device $device
stays "capture load"
expect 20 "foreign image" kexshot capture unload
stays "capture unload"
kexec -u
load
is_as_before "foreign images"
# While a snap goes on: loaded at moments all over it.
plant foreign
for i in 0 1 2 3 4 5 6 7; do
    snap foreign >$work/snap-answer 2>&1 &
    pid=$!
    usleep $((i * 1500000))
    kexec -l /boot/vmlinuz-* --command-line='console=ttyS0 panic=-1 root=none' 2>/dev/null
    wait $pid
    got=$?
    # Taken before, or refused after; by the kernel where both wanted its lock.
    case $got in
        0 | 10 | 14 | 20) ;;
        *) wrong "foreign image after $((i * 1500)) ms of a snap: it ends with $got: $(cat $work/snap-answer)" ;;
    esac
    say "foreign image after $((i * 1500)) ms of a snap: ends with $got"
    kexec -u
    load
done
whole_snap after-foreign
is_as_before "foreign images during a snap"

esac
case $parts in *together*)

done=' '
## Two at once. While a capture kernel is loaded the method in memory finds no place for its image (20).
for pair in "$method $method" "memory memory" "memory $method"; do
    set -- $pair
    one=$1 two=$2
    case $done in *" $one-$two "*) continue ;; esac
    done="$done$one-$two "
    for gap in 0 3 7; do
        name=together-$one-$two-$gap
        plant $name-1; plant $name-2 too
        snap $name-1 $one >$work/answer-1 2>&1 & first=$!
        usleep $((gap * 1000000))
        snap $name-2 $two >$work/answer-2 2>&1 & second=$!
        wait $first; code=$?
        wait $second; codes="$code and $?"
        say "two at once, $one and $two, $gap s apart: end with $codes"
        case $codes in
            "0 and 0" | "0 and 22" | "22 and 0") ;;
            "20 and 0" | "20 and 22" | "20 and 20" | "22 and 20") [ $method-$one = kernel-memory ] || wrong "$name: they end with $codes" ;;
            *) wrong "$name: they end with $codes: $(cat $work/answer-1 $work/answer-2)" ;;
        esac
        [ $method = memory ] || [ "$(cat /sys/kernel/kexec_loaded)" = 1 ] || load
    done
done
plant waiting-1; plant waiting-2 too
snap waiting-1 >$work/answer-1 2>&1 &
first=$!
snap waiting-2 $method --wait 600 >$work/answer-2 2>&1 || wrong "a snap that waits ends with $?: $(cat $work/answer-2)"
# Who of the two is first is up to the scheduler; the one that does not wait may find the lock taken.
wait $first || [ $? = 22 ] || wrong "one for which another waits does not end with 0 or 22: $(cat $work/answer-1)"
whole_snap after-together
is_as_before "two at once"
judge_stored

esac
case $parts in *kills*)

## Kills.
milliseconds() { echo $(($(cut -d' ' -f1 /proc/uptime | tr -d .) * 10)); }
# The kernel's log is a ring: what is in it goes into a file before each count.
jumps() { dmesg -c >>$work/log; grep -c 'Restarting tasks' $work/log; }
commands="snap run"
[ $method = memory ] || commands="snap run load"
for what in $commands; do
    plant length-$what
    jumped=$(jumps)
    start=$(milliseconds)
    kexshot $(command_line $what length-$what) >$work/answer 2>&1 || wrong "$what ends with $?: $(cat $work/answer)"
    eval "length_$what=$(($(milliseconds) - start))"
    [ $what != load ] || reloaded "a whole load"
    say "a whole $what takes $(($(milliseconds) - start)) ms and $(($(jumps) - jumped)) jumps"
done

# What the command is at, seen from outside.
step() {
    if [ $(jumps) = $jumped ]; then
        if grep -q VmLck: /proc/$1/status && [ "$(sed -n 's/^VmLck:[^0-9]*\([0-9]*\).*/\1/p' /proc/$1/status)" -gt 1024 ]; then echo memory-locked
        elif [ "$(cat /proc/$1/comm)" = java ]; then echo before-the-jump
        else echo starting; fi
    elif ls -l /proc/$1/fd 2>/dev/null | grep -q $KEXSHOT_REPOSITORY/; then echo storing
    else echo after-the-jump; fi
}
: >$work/kills
i=0
while [ $i -lt $kills ]; do
    set -- $commands
    shift $((i % $#))
    what=$1
    set -- INT TERM HUP KILL
    shift $((i / 2 % 4))
    signal=$1
    plant kill-$i
    eval "below \$length_$what"
    rm -f $work/pid
    jumped=$(jumps)
    # In front, for a shell has what it starts in the background ignore INT. The killer is in the background.
    (
        usleep $((number * 1000))
        pid=$(cat $work/pid)
        at=$(step $pid 2>/dev/null) && kill -s $signal $pid 2>/dev/null || at=ended
        echo "$what $signal $at" >>$work/kills
        say "kill $i: $what $signal after $number ms, $at"
    ) &
    killer=$!
    sh -c 'echo $$ >'$work'/pid; exec kexshot '"$(command_line $what kill-$i)" >$work/answer 2>&1
    code=$?
    wait $killer
    ! grep -qE 'Exception|^[[:space:]]+at ' $work/answer || wrong "kill $i: a stack is printed: $(cat $work/answer)"
    # What can be caught is cleared at once, what cannot by the next command. A load may have got to its end or not.
    if [ $what = load ]; then
        kexshot capture load --device $device >$work/answer 2>&1 || wrong "kill $i: the next capture load ends with $?: $(cat $work/answer)"
        reloaded "kill $i: the next capture load"
    elif [ $signal != KILL ]; then
        is_as_before "kill $i ($(tail -n 1 $work/kills), exit $code)"
    fi
    whole_snap after-kill-$i
    is_as_before "kill $i ($(tail -n 1 $work/kills)) and the next snap"
    i=$((i + 1))
    [ $((i % 10)) != 0 ] || judge_stored
done
judge_stored
say "kills by command, signal and step:"
sort $work/kills | uniq -c

esac

## At the end
kexshot verify >$work/verify 2>&1 || wrong "the repository: $(cat $work/verify)"
[ $method = memory ] || kexshot capture unload
left | sed 's/lock //' >$work/now
cmp -s $work/unloaded $work/now || wrong "in the end: $(cat $work/now | tr '\n' ';')"
kill $stamper
awk '$1 != NR - 1 {exit 1}' $work/counter || wrong "a process did not just go on"
dmesg -c >>$work/log
! grep -E 'WARNING|BUG|Oops|Call Trace' $work/log || wrong "the kernel's log"
[ "$(cat /sys/kernel/kexec_loaded)" = 0 ] || wrong "an image is loaded"
say "$judged snapshots judged, $kills kills, alive, wrong: $bad"
exit $bad
SCRIPT
)
END
