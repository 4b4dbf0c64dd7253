#!/bin/sh
# Repeats the figures of repository.md with dumps of one boot, in the order in which they were taken:
#   docs/benchmarks/repository.sh FIRST.elf SECOND.elf THIRD.elf
# Build first: mvn -DskipTests package; then `kexshot share-classes`, as the README has it. borg and restic are measured where they are
# installed. What it writes lies below $TMPDIR and is deleted: some two times what the dumps take.
set -eu
[ $# -ge 2 ] || { sed -n '2,5s/^# //p' "$0"; exit 2; }
here=$(cd "$(dirname "$0")" && pwd)
kexshot=${KEXSHOT:-$here/../../snapshot-cli/target/toolkit/bin/kexshot}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir "$work/in"
unset KEXSHOT_REPOSITORY
export BORG_BASE_DIR="$work/borg-base" BORG_UNKNOWN_UNENCRYPTED_REPO_ACCESS_IS_OK=yes RESTIC_PASSWORD=benchmark

# measure WHAT COMMAND...: processor seconds (user and system), seconds by the clock, MiB of memory at most
measure() {
  what=$1
  shift
  /usr/bin/time -o "$work/time" -f '%U %S %e %M' "$@" >"$work/out" 2>&1 || { cat "$work/out" >&2; exit 1; }
  tail -n 1 "$work/time" | awk -v what="$what" '{ printf "%-44s %6.2f %6.2f %5d", what, $1 + $2, $3, $4 / 1024 }'
}

# Reads a directory's size, and says by how much it grew.
size=0
grew() {
  now=$(du -sk --exclude=cache "$1" | cut -f1)
  printf ' %8d KiB\n' $((now - size))
  size=$now
}

echo "load $(cut -d' ' -f1-3 /proc/loadavg), $(nproc) processors, $(java -version 2>&1 | sed -n 2p)"
printf '%-44s %6s %6s %5s %12s\n' command proc. clock MiB growth
last=
for dump in "$@"; do
  last=$dump
done

cat "$@" >/dev/null
for dump in "$@" "$last"; do
  measure "kexshot import $(basename "$dump")" "$kexshot" import -r "$work/kexshot" -l "$(basename "$dump")" "$dump"
  grew "$work/kexshot"
done
if command -v borg >/dev/null; then
  size=0
  borg init -e none "$work/borg" 2>/dev/null
  n=0
  for dump in "$@" "$last"; do
    n=$((n + 1))
    ln -f "$dump" "$work/in/memory" 2>/dev/null || cp --sparse=always "$dump" "$work/in/memory"
    measure "borg create $(basename "$dump")" \
      borg create --chunker-params fixed,4096 --compression zstd "$work/borg::$n" "$work/in"
    grew "$work/borg"
  done
fi
if command -v restic >/dev/null; then
  size=0
  restic -q -r "$work/restic" init
  for dump in "$@" "$last"; do
    ln -f "$dump" "$work/in/memory" 2>/dev/null || cp --sparse=always "$dump" "$work/in/memory"
    measure "restic backup $(basename "$dump")" \
      restic -q -r "$work/restic" --cache-dir "$work/restic-cache" backup --force "$work/in"
    grew "$work/restic"
  done
fi

measure 'kexshot verify' "$kexshot" verify -r "$work/kexshot"
echo
measure 'kexshot verify --read-data' "$kexshot" verify --read-data -r "$work/kexshot"
sed -n '1s/^/  /p' "$work/out"
if command -v borg >/dev/null; then
  measure 'borg check --verify-data' borg check --verify-data "$work/borg"
  echo
fi
if command -v restic >/dev/null; then
  measure 'restic check --read-data' restic -q -r "$work/restic" --cache-dir "$work/restic-cache" check --read-data
  echo
fi

# Many snapshots: the newest one's manifest again and again, and the same dump once more.
measure 'kexshot --version (Java starts)' "$kexshot" --version
echo
cp -a "$work/kexshot" "$work/many"
for count in 4 200 10000; do
  java "$here/ManySnapshots.java" "$work/many" "$count"
  measure "kexshot list, $count snapshots" "$kexshot" list -r "$work/many"
  echo
  if [ "$count" -le 200 ]; then
    cp -al "$work/many" "$work/next"
    rm "$work/next/lock"
    cp "$work/many/cache/pages.table" "$work/next/cache/pages.table.own"
    mv "$work/next/cache/pages.table.own" "$work/next/cache/pages.table"
    measure "kexshot import, $count inside" "$kexshot" import -r "$work/next" -l again "$last"
    echo
    rm -rf "$work/next"
  fi
done
