#!/bin/sh
# Repeats the figures of repository.md with two dumps of one boot:
#   docs/benchmarks/repository.sh BEFORE.kdump AFTER.kdump [BEFORE.elf AFTER.elf]
# The ELF files, if given, are what cmp compares. Build first: mvn -DskipTests package
set -eu
top=$(cd "$(dirname "$0")/../.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

java -XX:+UseSerialGC \
  -cp "$top/snapshot-cli/target/test-classes:$top/snapshot-cli/target/toolkit/lib/*" \
  org.kexshot.store.RepositoryBenchmark "$1" "$2" "$work/repository"

if [ $# -ge 4 ]; then
  cat "$3" "$4" >/dev/null
  start=$(date +%s%N)
  differing=$(cmp -l "$3" "$4" | wc -l)
  end=$(date +%s%N)
  echo "cmp -l, files in the page cache: $differing bytes differ; $(((end - start) / 1000000)) ms"
fi
