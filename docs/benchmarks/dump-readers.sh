#!/bin/bash
# Writes one dump in each format and compression, has other tools read each, and prints what they saw:
#   docs/benchmarks/dump-readers.sh DUMP VMLINUX
# DUMP is an amd64 dump, VMLINUX its kernel's with debug information. crash, makedumpfile, python3-drgn and
# python3-libkdumpfile of Debian must be installed, and the toolkit built (./kexshot --version does that).
# In each column every line must say the same, or why the tool reads no such file.
set -euo pipefail
top=$(cd "$(dirname "$0")/../.." && pwd)
dump=$(readlink -f "${1:?usage: dump-readers.sh DUMP VMLINUX}")
vmlinux=$(readlink -f "${2:?usage: dump-readers.sh DUMP VMLINUX}")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

# Number and hash of processes; bytes and hash of the log.
cat >with-drgn.py <<'PYTHON'
import hashlib, sys
from drgn import Program
from drgn.helpers.linux.pid import for_each_task
from drgn.helpers.linux.printk import get_dmesg
program = Program()
program.set_core_dump(sys.argv[1])
program.load_debug_info([sys.argv[2]])
tasks = sorted((task.pid.value_(), task.comm.string_().decode()) for task in for_each_task(program))
log = get_dmesg(program)
short = lambda data: hashlib.sha256(data).hexdigest()[:8]
print(f"{len(tasks)} {short(repr(tasks).encode())} {len(log)} {short(log)}")
PYTHON

# Number of pages, and hash of their frame numbers and bytes.
cat >with-libkdumpfile.py <<'PYTHON'
import hashlib, sys, kdumpfile
from kdumpfile.exceptions import KDumpBaseException
context = kdumpfile.kdumpfile(sys.argv[1])
digest, pages = hashlib.sha256(), 0
for pfn in range(context.attr.max_pfn):
    try:
        page = context.read(kdumpfile.KDUMP_MACHPHYSADDR, pfn << 12, 4096)
    except KDumpBaseException:
        continue
    pages += 1
    digest.update(pfn.to_bytes(8, "little") + page)
print(pages, digest.hexdigest()[:8])
PYTHON
printf 'ps\nlog\nquit\n' >crash.commands

last_words() {
    tail -n 1 "$1" | cut -c1-60
}

seen_by_drgn() {
    /usr/bin/python3 with-drgn.py "$1" "$vmlinux" 2>errors || last_words errors
}

seen_by_libkdumpfile() {
    /usr/bin/python3 with-libkdumpfile.py "$1" 2>errors || last_words errors
}

# Tasks, and hash of the list without what differs from run to run; hash of the log.
seen_by_crash() {
    if timeout 120 crash -s -i crash.commands "$vmlinux" "$1" >crash.out 2>&1 </dev/null; then
        printf '%s %s %s\n' "$(grep -cE '^[> ] +[0-9]+ +[0-9]+ ' crash.out)" \
            "$(grep -E '^[> ] +[0-9]+ +[0-9]+ ' crash.out | sha256sum | cut -c1-8)" \
            "$(grep '^\[' crash.out | sha256sum | cut -c1-8)"
    else
        last_words crash.out
    fi
}

# The log's hash; pages that are kept of it at level 31, and their hash.
seen_by_makedumpfile() {
    rm -f log again.kdump
    if makedumpfile --dump-dmesg "$1" log >errors 2>&1; then
        printf '%s ' "$(sha256sum log | cut -c1-8)"
    else
        printf 'no log: %s ' "$(grep -v '^$' errors | head -n 1)"
    fi
    if makedumpfile -c -d 31 "$1" again.kdump >errors 2>&1; then
        seen_by_libkdumpfile again.kdump
    else
        grep -v '^$' errors | head -n 1
    fi
}

report() {
    printf '%-16s | %s | %s | %s | %s\n' "$1" "$(seen_by_drgn "$2")" "$(seen_by_libkdumpfile "$2")" "$(seen_by_crash "$2")" \
        "$(seen_by_makedumpfile "$2")"
}

echo "file | drgn: processes, log | libkdumpfile: pages | crash: tasks, log | makedumpfile: log, pages of level 31"
for compression in zlib none lzo snappy zstd; do
    "$top/snapshot-cli/target/toolkit/bin/kexshot" filter -d 17 --compress "$compression" "$dump" image >/dev/null
    report "kdump $compression" image
    rm -f image
done
"$top/snapshot-cli/target/toolkit/bin/kexshot" filter -d 17 --format elf "$dump" image >/dev/null
report elf image
rm -f image
"$top/snapshot-cli/target/toolkit/bin/kexshot" filter -d 17 --flattened "$dump" image >/dev/null
report 'kdump flattened' image
makedumpfile -R restored <image >/dev/null 2>&1
report '  after -R' restored
