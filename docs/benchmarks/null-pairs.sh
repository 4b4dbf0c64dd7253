#!/bin/bash
# Pairs of images between which nothing was done but that tracing was switched on or off: null-pairs.sh [COUNT]
#
# Debian's own kernel in one guest (x86_64, 256 MiB). Functions, their graph, kprobes (some of which become jumps), events and statistics
# of the scheduler are traced by turns. QEMU takes the images; each is compared with the one before (200 pairs if no number is given), and its
# integrity judged. Prints each alarm and each doubt, and how many places the kernel patched, by what for. The result is 1 if there is an
# alarm or a doubt, or a pair in which nothing was patched.
# A pair takes about 9 s. Build first: mvn -DskipTests package
set -euo pipefail
top=$(cd "$(dirname "$0")/../.." && pwd)
cd "$top"
exec java -Xmx1g -XX:+UseSerialGC -cp "snapshot-cli/target/test-classes:snapshot-cli/target/toolkit/lib/*" \
    org.kexshot.lab.NullPairs "${1:-200}"
