# Shell functions for results that are built once and kept. Source it; it runs nothing by itself.
#
# Every result is an entry of one cache directory, named KIND-KEY, where KEY is a hash of everything the result
# depends on. An entry is built under a temporary name and renamed when it is complete, so an entry that exists is whole.

set -euo pipefail
shopt -s inherit_errexit
PATH=$PATH:/usr/sbin:/sbin

# Where results are kept; prints the directory and creates it.
kexshot_cache() {
    local cache="${XDG_CACHE_HOME:-$HOME/.cache}/kexshot"
    [[ -d $cache ]] || (umask 077 && mkdir -p "$cache")
    printf '%s\n' "$cache"
}

# Tells the user what is going on. Standard output is left to results that another program reads.
say() {
    printf 'kexshot: %s\n' "$*" >&2
}

die() {
    say "error: $*"
    exit 1
}

# quietly COMMAND...: runs it, and shows what it printed only if it fails, on standard error.
quietly() {
    local log code=0
    log=$(mktemp "${TMPDIR:-/tmp}/kexshot-log.XXXXXX")
    "$@" >"$log" 2>&1 || code=$?
    ((code == 0)) || without_escapes <"$log" >&2
    rm -f "$log"
    return "$code"
}

# Takes escape codes out, which Debian's Maven prints wherever its output goes to.
without_escapes() {
    sed -u 's/\x1b\[[0-9;]*m//g'
}

# hash_of FILE_OR_TEXT...: a short hash of the contents of files and of the texts given as =TEXT.
hash_of() {
    local item
    for item in "$@"; do
        case $item in
            =*) printf '%s\n' "${item#=}" ;;
            *) cat -- "$item" ;;
        esac
    done | sha256sum | cut -c1-16
}

# cached NAME FUNCTION [ARG...]: prints the path of cache entry NAME. When it is missing, FUNCTION is called with ARG...
# and a fresh directory, which becomes the entry when FUNCTION succeeds. Two builders of one entry wait for each other.
# Entries of the same kind that nobody asked for during a month are removed.
# Call it as NAME=$(cached ...) and not in a condition, where bash would let FUNCTION run on after an error.
cached() {
    local name=$1 cache entry
    shift
    cache=$(kexshot_cache)
    entry=$cache/$name
    if [[ ! -d $entry ]]; then
        (
            umask 077
            exec 9>"$cache/.lock-$name"
            flock 9
            [[ ! -d $entry ]] || exit 0
            find "$cache" -maxdepth 1 -name ".new-$name.*" -exec rm -rf {} +
            fresh=$(mktemp -d "$cache/.new-$name.XXXXXX")
            trap 'rm -rf "$fresh"' EXIT
            "$@" "$fresh" 9>&-
            # What was unpacked may have given it a time of long ago.
            touch "$fresh"
            sync -f "$fresh"
            mv -T "$fresh" "$entry"
            find "$cache" -maxdepth 1 -name "${name%-*}-*" -mtime +30 -exec rm -rf {} +
        )
    fi
    touch "$entry"
    printf '%s\n' "$entry"
}
