#!/bin/sh
# Resumes a guest from an initial file system of the distribution's own maker: uses-initramfs.sh initramfs-tools|dracut [ARCH]; as root
#
# It needs Debian's package of that name, or dracut-core. What `kexshot hibernate install` writes is put where the maker looks for it, the lab's modules are
# put into /lib/modules, and both are taken away again.
set -eu
top=$(cd "$(dirname "$0")/../.." && pwd)
maker=$1 arch=${2:-x86_64}
kernel=$("$top/kexshot" lab build --arch "$arch" | grep /kernel-)
cd "$top/snapshot-cli" && mvn -B -ntp -q -f .. test-compile
run() {
    java -Dkexshot.project="$top" -cp "target/test-classes:../analyzer/target/test-classes:target/toolkit/lib/*:$(find ~/.m2 -name 'assertj-core-*.jar' | tr '\n' ':')" \
        org.kexshot.hibernate.InstalledBoot "$@"
}
version=$(ls "$kernel/modules/lib/modules")
work=$(mktemp -d)
modules=/usr/lib/dracut/modules.d/95kexshot
if [ -e "/lib/modules/$version" ] || [ -e "/boot/config-$version" ] || [ -e "$modules" ]; then
    echo "uses-initramfs.sh: /lib/modules/$version, /boot/config-$version or $modules is there already" >&2
    exit 1
fi
trap 'rm -rf "$work" "/lib/modules/$version" "/boot/config-$version" "$modules"' EXIT
mkdir -p /lib/modules && cp -r "$kernel/modules/lib/modules/$version" /lib/modules/ && depmod "$version"
case $maker in
    initramfs-tools)
        mkdir -p "$work/etc/initramfs-tools/conf.d"
        run files "$arch" "$PWD/target/toolkit" "$work"
        cp /etc/initramfs-tools/initramfs.conf /etc/initramfs-tools/modules "$work/etc/initramfs-tools"
        echo CONFIG_RD_GZIP=y >"/boot/config-$version"
        mkinitramfs -d "$work/etc/initramfs-tools" -o "$work/initrd" "$version"
        ;;
    dracut)
        mkdir -p "$work/usr/lib/dracut/modules.d"
        run files "$arch" "$PWD/target/toolkit" "$work"
        cp -r "$work$modules" "$modules"
        dracut --no-hostonly --gzip --force --quiet --tmpdir "$work" --kver "$version" "$work/initrd"
        ;;
    *)
        echo "uses-initramfs.sh: $maker: initramfs-tools or dracut expected" >&2
        exit 2
        ;;
esac
run boot "$arch" "$work/initrd"
