#!/bin/sh
# How long an empty program in physical mode stops a guest of the lab: uses-physical.sh [ARCH] [PROCESSORS] [RUNS]
#
# It is run so many times (1000), in hundreds, and before each hundred a snapshot in memory is taken. Prints the median of the hundreds'
# median pauses, that of the snapshots' pauses less their copying, and the ratio; fails where a kernel warns or a process missed a beat.
set -eu
top=$(cd "$(dirname "$0")/../.." && pwd)
arch=${1:-x86_64} processors=${2:-2} runs=${3:-1000}
"$top/kexshot" lab build --arch "$arch"
cd "$top/snapshot-cli" && mvn -B -ntp -q -f .. test-compile
exec java -Dkexshot.project="$top" -cp "target/test-classes:../analyzer/target/test-classes:target/toolkit/lib/*:$(find ~/.m2 -name 'assertj-core-*.jar' -o -name 'jackson-databind-*.jar' -o -name 'jackson-annotations-*.jar' | tr '\n' ':')" \
    org.kexshot.physical.PhysicalBenchmark "$arch" "$processors" "$runs"
