#!/bin/sh
# Mangled hibernation images, read as a resume reads them: uses-refused.sh FILE [COUNT] [SEED] [ARCH]; as root
#
# FILE is the disk of a guest that was hibernated; where there is none it is made first, of a guest of ARCH. Of COUNT (500) copies each is cut, torn or
# overwritten somewhere; none may be accepted that holds other pages, and each refusal must be a sentence.
set -eu
top=$(cd "$(dirname "$0")/../.." && pwd)
file=$(realpath "$1") count=${2:-500} seed=${3:-1} arch=${4:-x86_64}
"$top/kexshot" lab build --arch "$arch"
cd "$top/snapshot-cli" && mvn -B -ntp -q -f .. test-compile
run() {
    java -Dkexshot.project="$top" -cp "target/test-classes:../analyzer/target/test-classes:target/toolkit/lib/*:$(find ~/.m2 -name 'assertj-core-*.jar' | tr '\n' ':')" "$@"
}
[ -e "$file" ] || run org.kexshot.hibernate.HibernatedDisk "$arch" "$file"
run org.kexshot.hibernate.resume.MangledImages "$file" "$count" "$seed"
