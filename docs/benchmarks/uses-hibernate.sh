#!/bin/sh
# How long hibernating and resuming take, in guests of the lab: uses-hibernate.sh [ARCH] [PROCESSORS] [MEMORY-MIB] [PERCENT...]
#
# For each share of RAM in use (10, 50 and 90 % if none is given): saving and reading the image, dd of as many bytes to and from the same
# device in the same guests, from the start of the resume until the system answers, and the kernel's own hibernation to that
# device. Prints a table. With clock='-icount shift=0' in the environment the guest's clock goes by instructions, one a nanosecond.
set -eu
top=$(cd "$(dirname "$0")/../.." && pwd)
arch=${1:-x86_64} processors=${2:-2} memory=${3:-1024}
[ $# -gt 3 ] && shift 3 || set -- 10 50 90
"$top/kexshot" lab build --arch "$arch"
cd "$top/snapshot-cli" && mvn -B -ntp -q -f .. test-compile
exec java -Dhibernation.clock="${clock:-}" -Dkexshot.project="$top" -cp "target/test-classes:../analyzer/target/test-classes:target/toolkit/lib/*:$(find ~/.m2 -name 'assertj-core-*.jar' | tr '\n' ':')" \
    org.kexshot.hibernate.HibernationBenchmark "$arch" "$processors" "$memory" "$@"
