#!/bin/bash
# How long short commands take from their start to their answer, beside a bare Java program, drgn and restic, in turns.
#
#   start.sh KEXSHOT DUMP [ROUNDS] [VMLINUX]
#
# KEXSHOT is the toolkit's command; run `kexshot share-classes DUMP` once before. drgn and restic are measured where they
# are installed, drgn's list of processes where VMLINUX has the debug information of the DUMP's kernel. Needs /usr/bin/time and a Java
# compiler. $KEXSHOT_JAVA is the bare program's Java too. What it writes lies below $TMPDIR and is deleted.
set -euo pipefail
(($# >= 2)) || { sed -n '2,/^set/p' "$0" | sed '$d; s/^# \?//' >&2; exit 2; }
kexshot=$1 dump=$2 rounds=${3:-21} vmlinux=${4:-}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
unset KEXSHOT_REPOSITORY
export RESTIC_PASSWORD=benchmark XDG_STATE_HOME=$work/state XDG_CACHE_HOME=$work/cache

names=()
measure() { # NAME COMMAND..., which reads $input
    local name=$1
    shift
    [[ " ${names[*]} " == *" $name "* ]] || names+=("$name")
    /usr/bin/time -a -o "$work/$name.times" -f '%e %U %S %M' "$@" >"$work/out" <"${input:-/dev/null}" || { cat "$work/out" >&2; exit 1; }
}

cat >"$work/Bare.java" <<'JAVA'
public class Bare {
  public static void main(String[] arguments) {
    System.out.println("bare");
  }
}
JAVA
javac --release 17 -d "$work" "$work/Bare.java"
cat >"$work/tasks.py" <<'PYTHON'
from drgn.helpers.linux.pid import for_each_task

for task in for_each_task(prog):
    print(task.pid.value_(), task.comm.string_().decode())
PYTHON
"$kexshot" import -r "$work/repository" -l first "$dump" >/dev/null
for ((i = 0; i < 20; i++)); do echo ps; done >"$work/lists"
echo ps >"$work/list"
if command -v restic >/dev/null; then
    restic -q -r "$work/restic" init
    restic -q -r "$work/restic" backup "$work/Bare.java"
fi

for ((i = 0; i < rounds; i++)); do
    measure bare-java "${KEXSHOT_JAVA:-java}" -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -XX:-UsePerfData -Xshare:auto -cp "$work" Bare
    measure version "$kexshot" --version
    measure help "$kexshot" --help
    measure ps "$kexshot" ps "$dump"
    measure ps-stored "$kexshot" ps -r "$work/repository" first
    measure list "$kexshot" list -r "$work/repository"
    input=$work/list measure shell-1 "$kexshot" shell "$dump"
    input=$work/lists measure shell-20 "$kexshot" shell "$dump"
    if command -v drgn >/dev/null; then
        measure drgn-version drgn --version
        [[ -z $vmlinux ]] || measure drgn-tasks drgn -q -c "$dump" -s "$vmlinux" "$work/tasks.py"
    fi
    if command -v restic >/dev/null; then
        measure restic-version restic version
        measure restic-snapshots restic -q -r "$work/restic" snapshots
    fi
done

median() { # NAME COLUMN: of its times
    awk -v column="$2" '{ print column == 0 ? $2 + $3 : $column }' "$work/$1.times" | sort -n \
        | awk '{ value[NR] = $1 } END { printf "%.3f %.3f", value[int((NR + 1) / 2)], value[1] }'
}

echo "load $(cut -d' ' -f1-3 /proc/loadavg), $(nproc) processors, $("${KEXSHOT_JAVA:-java}" -version 2>&1 | sed -n 2p), $rounds rounds"
printf '%-18s %-22s %s\n' command 'seconds by the clock' 'of processors (median, least)'
for name in "${names[@]}"; do
    printf '%-18s %-22s %s\n' "$name" "$(median "$name" 1)" "$(median "$name" 0)"
done
