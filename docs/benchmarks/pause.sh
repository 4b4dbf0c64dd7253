#!/bin/sh
# How long system A stands still, in one guest of the lab: pause.sh [ARCH] [PROCESSORS] [DUMP-LEVEL...]
#
# For each dump level (31 and 17 if none is given) the first snapshot, which boots the capture kernel, three that enter it again, and
# three in memory, seen from outside by the host's clock and from inside; then the first level where each jump exchanges all of the
# capture kernel's memory, and QEMU's own stop and dump. Beside each snapshot stands what a plain copy of as many bytes takes in that guest. Prints a table.
set -eu
top=$(cd "$(dirname "$0")/../.." && pwd)
arch=${1:-i386} processors=${2:-2}
[ $# -gt 2 ] && shift 2 || set -- 31 17
"$top/kexshot" lab build --arch "$arch"
cd "$top" && mvn -B -ntp -q test-compile
exec java -Dkexshot.project="$top" -cp "snapshot-cli/target/test-classes:snapshot-cli/target/toolkit/lib/*:$(find ~/.m2 -name 'jackson-databind-*.jar' -o -name 'jackson-annotations-*.jar' | tr '\n' ':')" \
    org.kexshot.lab.PauseBenchmark "$arch" "$processors" "$@"
