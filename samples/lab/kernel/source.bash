# A shell function that gets the source of the lab's kernel. Source it after packages.bash; it runs nothing by itself.

# find_kernel_source: sets source_archive to a source package's archive and source_version to the package's name and version.
# $KEXSHOT_LAB_KERNEL names another package than the host's linux-source-6.1, and after a slash the suite of the same
# mirror that has it, as apt does: linux-source-7.3/trixie-backports. Such a one is unpacked into the cache.
find_kernel_source() {
    local name=${KEXSHOT_LAB_KERNEL:-linux-source-6.1} suite= entry
    if [[ $name == */* ]]; then
        suite=${name#*/} name=${name%%/*}
        entry=$(cached "source-$(hash_of "=$name/$suite")" unpack_kernel_source "$name" "$suite")
        source_archive=$entry/usr/src/$name.tar.xz
        source_version=$(grep "^$name " "$entry/.packages")
    else
        need_packages "$name"
        source_archive=/usr/src/$name.tar.xz
        source_version="$name $(dpkg-query -W -f '${Version}' "$name")"
    fi
}

unpack_kernel_source() {
    PACKAGES_SUITE=$2 foreign_packages amd64 "$3" "$1-"
}
