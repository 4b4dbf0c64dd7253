#!/bin/sh
# What writing and reading a hibernation image take on this machine's own processor: uses-hibernate-native.sh FILE [TIMES]; as root
#
# FILE is the disk of a hibernated guest, as uses-refused.sh leaves it, on a file system with O_DIRECT. Its pages are written to a file
# beside it as the capture kernel writes them, and read as a resume reads them, in turns with dd of as many bytes, both past the page cache.
set -eu
top=$(cd "$(dirname "$0")/../.." && pwd)
file=$(realpath "$1") times=${2:-5}
cd "$top/snapshot-cli" && mvn -B -ntp -q -f .. test-compile
copy=$file.written source=$file.pages
trap 'rm -f "$copy" "$source"' EXIT
run() {
    java -XX:TieredStopAtLevel=1 -cp "target/test-classes:../analyzer/target/test-classes:target/toolkit/lib/*" "$@"
}
size=$(run org.kexshot.hibernate.resume.ImageReading "$file" 1 | sed -n 's/read \([0-9]*\) MiB.*/\1/p')
dd if="$file" of="$source" bs=1M skip=1 count="$size" status=none
dd if=/dev/zero of="$copy" bs=1M count="$size" oflag=direct status=none
for i in $(seq "$times"); do
    run org.kexshot.hibernate.resume.ImageReading "$file" 3
    dd if="$file" of=/dev/null bs=1M skip=1 count="$size" iflag=direct 2>&1 | sed -n 's/^/dd from: /; 3p'
    run org.kexshot.capture.agent.ImageWriting "$source" "$copy" 3
    dd if="$source" of="$copy" bs=1M count="$size" oflag=direct conv=fsync,notrunc 2>&1 | sed -n 's/^/dd to: /; 3p'
done
