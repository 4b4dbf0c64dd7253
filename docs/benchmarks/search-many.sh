#!/bin/sh
# What an index of many snapshots costs, made up by a generator: search-many.sh [COUNT]; 10000 if none is given
#
# Prints, for 1, 10, 100 … snapshots, their number, the documents and bytes of the index, the seconds of adding all of them (in one
# process, each added and committed by itself, as an index that is made again is filled), and the milliseconds of five searches, each the median
# of 501 of an index that stays open. The index is in /dev/shm, or where TMPDIR says.
set -eu
top=$(cd "$(dirname "$0")/../.." && pwd)
cd "$top" && mvn -B -ntp -q -DskipTests package
directory=$(mktemp -d -p "${TMPDIR:-/dev/shm}")
trap 'rm -rf "$directory"' EXIT
java -Xmx1g -cp "index/target/test-classes:snapshot-cli/target/toolkit/lib/*" \
    org.kexshot.index.IndexBenchmark "$directory/index" "${1:-10000}"
