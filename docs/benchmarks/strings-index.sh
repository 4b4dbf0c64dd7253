#!/bin/bash
# How long the index of strings takes beside `strings` on the same pages, in turns, whole processes.
#
#   strings-index.sh KEXSHOT DUMP [ROUNDS]
#
# KEXSHOT is the toolkit's command. DUMP is imported into a repository below $TMPDIR (with /dev/shm no disk is measured), which is deleted;
# `strings` reads the snapshot as it is exported, whole, and without the pages that hold nothing but zeros. Prints medians of processor seconds
# and of wall time over so many rounds (7): of a search that makes the index, of the same search again, which finds it made, and of `strings`.
# Needs /usr/bin/time and binutils.
set -euo pipefail
(($# >= 2)) || { sed -n '2,/^set/p' "$0" | sed '$d; s/^# \?//' >&2; exit 2; }
kexshot=$1 dump=$2 rounds=${3:-7}
work=$(mktemp -d)
trap 'rm -r "$work"' EXIT
unset KEXSHOT_REPOSITORY
repository=$work/repository
"$kexshot" import -r "$repository" -l first "$dump" >/dev/null
"$kexshot" export -r "$repository" first "$work/whole.elf" --format elf --dump-level 0 >/dev/null
"$kexshot" export -r "$repository" first "$work/dense.elf" --format elf --dump-level 1 >/dev/null

measure() { # NAME COMMAND...
    local name=$1
    shift
    /usr/bin/time -a -o "$work/$name.times" -f '%e %U %S %M' "$@" >/dev/null
}

median() { # NAME: processor seconds, seconds, most KiB
    awk '{ print $2 + $3, $1, $4 }' "$work/$1.times" | sort -n | awk '
        { cpu[NR] = $1; wall[NR] = $2; if ($3 > most) most = $3 }
        END { printf "%.2f s of processors, %.2f s, at most %d MiB", cpu[int((NR + 1) / 2)], wall[int((NR + 1) / 2)], most / 1024 }'
}

search=("$kexshot" search -r "$repository" --no-owners --text nosuchtext)
for ((i = 0; i < rounds; i++)); do
    rm -rf "$repository/cache/strings"
    measure index "${search[@]}"
    measure again "${search[@]}"
    measure whole strings -a -n 6 -t x "$work/whole.elf"
    measure dense strings -a -n 6 -t x "$work/dense.elf"
done
size() { # FILE
    echo "$(($(stat -c %s "$1") >> 20)) MiB"
}
index=$(du -sb "$repository/cache/strings" | cut -f1)
echo "made, $index bytes: $(median index)"
echo "again: $(median again)"
echo "strings, whole, $(size "$work/whole.elf"): $(median whole)"
echo "strings, without zeros, $(size "$work/dense.elf"): $(median dense)"
