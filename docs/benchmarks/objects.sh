#!/bin/bash
# Cold start to finished `ps` of one dump, by kexshot without debug info and by drgn and crash with it, in turn.
#
#   objects.sh KEXSHOT DUMP VMLINUX KDUMP [ROUNDS]
#
# KEXSHOT is the toolkit's command; run `kexshot share-classes DUMP` once before. KDUMP is the same dump in a
# format that crash reads, made by `kexshot filter DUMP KDUMP -d 0`. Prints the median of each: elapsed and processor seconds,
# and the greatest resident memory. On a machine that does other things meanwhile, compare processor seconds.
set -euo pipefail
(($# >= 4)) || { sed -n '2,/^set/p' "$0" | sed '$d; s/^# \?//' >&2; exit 2; }
kexshot=$1 dump=$2 vmlinux=$3 kdump=$4 rounds=${5:-11}
results=$(mktemp -d)
trap 'rm -r "$results"' EXIT

cat >"$results/ps.py" <<'PYTHON'
import re, sys
import drgn
from drgn.helpers.linux.pid import for_each_task

dump, vmlinux = sys.argv[1:]
program = drgn.Program()
program.set_core_dump(dump)
# QEMU's files give physical addresses only; drgn reads page tables through virtual ones.
phys_base = int(re.search(rb"NUMBER\(phys_base\)=(-?\d+)", open(dump, "rb").read(1 << 16))[1])
program.add_memory_segment(0xFFFFFFFF80000000, 1 << 30, lambda a, count, at, p: program.read(at + phys_base, count, True))
program.load_debug_info([vmlinux])
program.add_memory_segment(program["page_offset_base"].value_(), 1 << 40, lambda a, count, at, p: program.read(at, count, True))
for task in for_each_task(program):
    print(task.pid.value_(), task.comm.string_().decode())
PYTHON

timed() { # NAME COMMAND...
    local name=$1
    shift
    /usr/bin/time -a -o "$results/$name" -f '%e %U %S %M' "$@" >/dev/null
}

for ((i = 0; i < rounds; i++)); do
    timed kexshot "$kexshot" ps "$dump"
    timed drgn /usr/bin/python3 "$results/ps.py" "$dump" "$vmlinux"
    timed crash crash -s "$vmlinux" "$kdump" <<<$'ps\nquit'
done

for name in kexshot drgn crash; do
    awk -v name="$name" -v middle=$(((rounds + 1) / 2)) '
        { elapsed[NR] = $1; cpu[NR] = $2 + $3; if ($4 > most) most = $4 }
        function median(values,   i, j, t) {
            for (i = 1; i <= NR; i++) for (j = i + 1; j <= NR; j++)
                if (values[j] < values[i]) { t = values[i]; values[i] = values[j]; values[j] = t }
            return values[middle]
        }
        END { printf "%-8s %.2f s elapsed, %.2f s of processors, %d MiB\n", name, median(elapsed), median(cpu), most / 1024 }
    ' "$results/$name"
done
