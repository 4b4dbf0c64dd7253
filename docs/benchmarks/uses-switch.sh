#!/bin/sh
# Switches between two systems in one guest of the lab: uses-switch.sh [ARCH] [SWITCHES]
#
# A peer is booted, and then switched to so many times (1000 if none are given, in hundreds), while both systems count on disks of
# their own. Fails where a write is lost, a kernel warns, or a clock is wrong. Prints the medians of the ways there and back.
set -eu
top=$(cd "$(dirname "$0")/../.." && pwd)
arch=${1:-i386} switches=${2:-1000}
case $arch in
    i386) suite=PeerI386IT ;;
    x86_64) suite=PeerX8664IT ;;
    *) echo "uses-switch.sh: $arch: i386 or x86_64 expected" >&2; exit 2 ;;
esac
"$top/kexshot" lab build --arch "$arch"
cd "$top" && mvn -B -ntp verify -Dtest=PeerPlaceTest -Dsurefire.failIfNoSpecifiedTests=false \
    -Dit.test="$suite#bootsAndComesBack+goesAndComes" -Dfailsafe.failIfNoSpecifiedTests=false \
    -Dpeer.switches="$switches" | grep -E '^(peer|\[ERROR\])|Tests run'
