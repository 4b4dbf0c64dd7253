#!/bin/bash
# A command of two versions of kexshot in turn, whole processes, on the same input.
#
#   versions.sh BEFORE AFTER ROUNDS ARGUMENT...
#
# BEFORE and AFTER are the toolkits' commands; run `share-classes DUMP` of each once before. What is printed goes nowhere. Prints
# the medians of both and of the ratio of each pair. On a machine that does other things meanwhile, compare processor seconds.
set -euo pipefail
(($# >= 4)) || { sed -n '2,/^set/p' "$0" | sed '$d; s/^# \?//' >&2; exit 2; }
before=$1 after=$2 rounds=$3
shift 3
results=$(mktemp)
trap 'rm "$results"' EXIT

times() { # COMMAND...: seconds elapsed and of processors, in milliseconds of the kernel's own count
    local TIMEFORMAT='%3R %3U %3S'
    { time "$@" >/dev/null 2>&1 || :; } 2>&1
}

"$before" "$@" >/dev/null 2>&1 || :
"$after" "$@" >/dev/null 2>&1 || :
for ((i = 0; i < rounds; i++)); do
    if ((i % 2)); then
        second=$(times "$after" "$@")
        first=$(times "$before" "$@")
    else
        first=$(times "$before" "$@")
        second=$(times "$after" "$@")
    fi
    echo "$first $second" >>"$results"
done

awk -v what="$*" '
    { e1[NR] = $1; c1[NR] = $2 + $3; e2[NR] = $4; c2[NR] = $5 + $6; ratio[NR] = c2[NR] / c1[NR] }
    function median(values,   i, j, t) {
        for (i = 1; i <= NR; i++) for (j = i + 1; j <= NR; j++)
            if (values[j] < values[i]) { t = values[i]; values[i] = values[j]; values[j] = t }
        return values[int((NR + 1) / 2)]
    }
    END {
        printf "%s\n  before  %.3f s of processors, %.3f s elapsed\n", what, median(c1), median(e1)
        printf "  after   %.3f s of processors, %.3f s elapsed\n", median(c2), median(e2)
        printf "  ratio of processor seconds, pair by pair: %.3f\n", median(ratio)
    }' "$results"
