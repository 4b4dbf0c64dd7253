#!/bin/bash
# Runs every command that reads an image over mangled copies of a dump:
#   docs/benchmarks/mangle.sh DUMP [COUNT [SEED [FIRST]]] [--processes]
# DUMP is an ELF core of a kernel whose types are in it; of one of `kexshot filter -d 31 --format elf` a copy takes some
# eight tenths of a second of a processor. COUNT copies are made (10,000 unless it is given), numbered from FIRST; a seed and a number give the
# same copy always. In each, words that some reader reads are overwritten: task lists, trees, slabs, vmalloc areas, the
# log, kallsyms, BTF, page tables and descriptors, by turns. All run in one process, or with --processes each in its own.
# A command that takes longer than 10 s of the processor, prints a stack, or ends with a code that an image cannot bring
# about, is told with seed and number, and the result is 1. Build first: mvn -DskipTests package
set -euo pipefail
top=$(cd "$(dirname "$0")/../.." && pwd)
launcher=()
arguments=()
for argument in "$@"; do
    case $argument in
        --processes) launcher=("$top/snapshot-cli/target/toolkit/bin/kexshot") ;;
        *) arguments+=("$argument") ;;
    esac
done
set -- "${arguments[@]}"
dump=$(readlink -f "${1:?usage: mangle.sh DUMP [COUNT [SEED [FIRST]]] [--processes]}")
count=${2:-10000} seed=${3:-1} first=${4:-0}
end=$((first + count)) result=0
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# After a command that hangs it goes on in a process that does not have it.
while ((first < end)); do
    java -Xmx1g -XX:+UseSerialGC -cp "$top/snapshot-cli/target/test-classes:$top/snapshot-cli/target/toolkit/lib/*" \
        org.kexshot.cli.mangled.MangledDumps "$dump" "$work" "$seed" "$first" "$((end - first))" "${launcher[@]}" |
        tee "$work/said" || result=1
    last=$(sed -n 's/^seed .*: copies [0-9]* to \([0-9]*\), .*/\1/p' "$work/said")
    [[ -n $last ]] || { echo "stopped at a copy from $first on" >&2; exit 1; }
    first=$((last + 1))
done
exit $result
