#!/bin/bash
# Compares, for each dump and each of the 32 levels, the page frames that are kept and all their bytes with those that
# Debian's makedumpfile keeps:
#   docs/benchmarks/dump-levels.sh DUMP...
# DUMP may be FILE:MAP, a raw image and its memory map. One line a level; a dump's copy and makedumpfile's output go into $TMPDIR and take up to twice its size. Dumps of i386
# are compared with the i386 build of makedumpfile, which is unpacked into the cache. Build first: mvn test-compile
top=$(cd "$(dirname "$0")/../.." && pwd)
. "$top/snapshot-cli/src/main/toolkit/cache.bash"
. "$top/snapshot-cli/src/main/toolkit/packages.bash"

unpack_makedumpfile() {
    foreign_packages i386 "$1/root" makedumpfile
}

need_packages makedumpfile
aircompressor=$(ls "$top"/snapshot-cli/target/toolkit/lib/aircompressor-*.jar) || die "build the toolkit first: ./kexshot --version"
for dump in "$@"; do
    # That info may have problems to tell of is no matter here.
    file=${dump%%:*} map=()
    if [[ $dump == *:* ]]; then map=(--map "${dump#*:}"); fi
    architecture=$({ "$top/snapshot-cli/target/toolkit/bin/kexshot" info --json "${map[@]}" "$file" || true; } | sed -n 's/.*"architecture" *: *"\([^"]*\)".*/\1/p')
    judge=(makedumpfile)
    if [[ $architecture == i*86 ]]; then
        root=$(cached "makedumpfile-i386-$(hash_of =1.7.2)" unpack_makedumpfile)/root
        judge=("$root/lib/ld-linux.so.2" --library-path "$root/lib/i386-linux-gnu:$root/usr/lib/i386-linux-gnu"
            "$root/usr/bin/makedumpfile")
    fi
    say "$dump: makedumpfile on the file as it is: $("${judge[@]}" -d 31 --dry-run "$file" "$file.none" 2>&1 | grep -m 1 . || true)"
    say "$dump: our copy of it"
    java -cp "$top/analyzer/target/classes:$top/analyzer/target/test-classes:$aircompressor" org.kexshot.bench.LevelComparison \
        "$dump" "${TMPDIR:-/tmp}" "${judge[@]}" || say "$dump: differs"
done
