#!/bin/bash
# Times whole processes, kexshot filter and makedumpfile, on one dump at level 31, in turn:
#   docs/benchmarks/dump-times.sh DUMP [RUNS [MAKEDUMPFILE]]
# DUMP is QEMU's ELF core of an amd64 guest; makedumpfile gets a copy whose headers it can read. Everything lies in
# /dev/shm or in page cache, so that no disk is measured. Debian's makedumpfile packs with zlib and lzo only; give one
# that was built with USESNAPPY=on USEZSTD=on for the others. Prints medians: seconds, processor seconds, MiB at most; and
# the least processor seconds of each, which other work on the machine disturbs least. Then JMH times the deciding in one
# process again and again, and in fresh ones. Needs Debian's package time, Maven, and the toolkit with its class archive
# (./kexshot share-classes DUMP).
set -euo pipefail
top=$(cd "$(dirname "$0")/../.." && pwd)
usage='usage: dump-times.sh DUMP [RUNS [MAKEDUMPFILE]]'
dump=$(readlink -f "${1:?$usage}")
runs=${2:-7}
makedumpfile=${3:-makedumpfile}
kexshot=$top/snapshot-cli/target/toolkit/bin/kexshot
work=$(mktemp -d -p /dev/shm)
core=$(mktemp -p "$(dirname "$dump")")
trap 'rm -rf "$work" "$core"' EXIT

# QEMU puts the program headers behind section headers and gives e_ehsize as 8: makedumpfile takes the one from
# offset 64 on and refuses the other.
"$top/docs/benchmarks/move-headers" "$dump" "$core"
cat "$core" >/dev/null

# timed FILE COMMAND...: runs it and appends its figures to FILE.
timed() {
    local figures=$1
    shift
    rm -f "$work/out"
    /usr/bin/time -q -a -o "$figures" -f '%e %U %S %M' "$@" >"$work/said" 2>&1 || { cat "$work/said" >&2; return 1; }
}

# least FILE: processor seconds.
least() {
    awk '{print $2 + $3}' "$1" | sort -n | head -n 1
}

# median FILE EXPRESSION: of an awk expression over its lines.
median() {
    awk "{print $2}" "$1" | sort -n | awk '{v[NR] = $1} END {print v[int((NR + 1) / 2)]}'
}

declare -A letter=([none]= [zlib]=-c [lzo]=-l [snappy]=-p [zstd]=-z)
printf '%-7s | makedumpfile: s, cpu s, least cpu s, MiB | kexshot: s, cpu s, least cpu s, MiB | makedumpfile s / kexshot s\n' packing
for packing in none zlib lzo snappy zstd; do
    if [[ $packing == s* || $packing == zstd ]] && "$makedumpfile" -h | grep -A1 "^$packing support" | grep -q disabled; then
        echo "$packing | $makedumpfile has no $packing"
        continue
    fi
    for ((run = 0; run <= runs; run++)); do
        # The first pair only warms up.
        if ((run == 1)); then rm -f "$work"/*.times; fi
        # shellcheck disable=SC2086
        timed "$work/theirs.times" "$makedumpfile" -d 31 ${letter[$packing]} "$core" "$work/out"
        timed "$work/ours.times" "$kexshot" filter -d 31 --compress "$packing" "$core" "$work/out"
    done
    paste "$work/theirs.times" "$work/ours.times" >"$work/pairs"
    printf '%-7s | %s, %s, %s, %.0f | %s, %s, %s, %.0f | %.2f\n' "$packing" "$(median "$work/theirs.times" '$1')" \
        "$(median "$work/theirs.times" '$2+$3')" "$(least "$work/theirs.times")" "$(median "$work/theirs.times" '$4/1024')" \
        "$(median "$work/ours.times" '$1')" "$(median "$work/ours.times" '$2+$3')" "$(least "$work/ours.times")" \
        "$(median "$work/ours.times" '$4/1024')" "$(median "$work/pairs" '$1/$5')"
done

echo 'deciding on all page frames: makedumpfile, best of 5 processes; then JMH, warm and in 5 fresh processes, ms'
for ((run = 0; run < 5; run++)); do
    rm -f "$work/out"
    "$makedumpfile" --message-level 31 -d 31 "$core" "$work/out" 2>&1 | tr '\r' '\n' | sed -n 's/^STEP \[Excluding .*: \([0-9.]*\) .*/\1/p'
done | sort -n | head -n 1 | sed 's/^/makedumpfile: /; s/$/ s/'
benchmark() {
    mvn -q -f "$top/pom.xml" -pl analyzer test-compile exec:exec -Dexec.classpathScope=test -Dexec.executable=java \
        -Dexec.args="-cp %classpath org.openjdk.jmh.Main -jvmArgs -Dkexshot.dump=$core $*" | sed -n '/^Benchmark/,$p'
}
benchmark Classification -f 1 -wi 3 -w 2 -i 3 -r 3
benchmark Classification -f 5 -wi 0 -i 1 -bm ss
benchmark Packing -f 1 -wi 3 -w 2 -i 3 -r 3
