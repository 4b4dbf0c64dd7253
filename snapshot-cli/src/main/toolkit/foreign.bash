# Shell functions that run programs of another architecture. Source it after packages.bash; it runs nothing by itself.

# find_runner ARCH DIRECTORY COMMAND...: sets the array `runner` to the words before a command of ARCH that make this machine run it:
# none where its kernel runs COMMAND, which does nothing, else those that start QEMU's emulator of single programs. The words hold where
# this machine's root directory is at DIRECTORY. $KEXSHOT_EMULATE decides in the kernel's place: yes, or no to go without.
# Fails if ARCH's programs cannot be run.
find_runner() {
    local arch=$1 directory=${2%/} program loader libraries
    shift 2
    runner=()
    case ${KEXSHOT_EMULATE:-} in
        no) return 1 ;;
        yes) ;;
        *) if "$@" >/dev/null 2>&1; then return 0; fi ;;
    esac
    # Without it things take longer, no more.
    (need_packages binutils qemu-user) || return 1
    program=$(command -v "qemu-$arch") || return 1
    if [[ -z $directory ]]; then
        runner=("$program")
        return 0
    fi
    loader=$(readelf -lW "$program" | sed -n 's/.*Requesting program interpreter: \(.*\)].*/\1/p')
    libraries=$(ldd "$program" | awk -v at="$directory" '$3 ~ /\// {sub("/[^/]*$", "", $3); print at $3}' | sort -u | paste -sd :)
    runner=("$directory$(realpath "$loader")" --library-path "$libraries" "$directory$program")
}
