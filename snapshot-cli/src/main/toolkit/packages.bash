# Shell functions that get Debian packages. Source it after cache.bash; it runs nothing by itself.

# need_packages NAME...: installs the Debian packages that are missing, and touches apt only when one is.
need_packages() {
    local missing=() name
    for name in "$@"; do
        [[ $(dpkg-query -W -f '${db:Status-Status}' "$name" 2>/dev/null) == installed ]] || missing+=("$name")
    done
    ((${#missing[@]})) || return 0
    local root=()
    if ((EUID != 0)); then
        command -v sudo >/dev/null || die "packages are missing (${missing[*]}) and there is no sudo: install them as root"
        root=(sudo)
    fi
    say "installing ${missing[*]}"
    # One unreachable source among several is no reason to stop: the installation tells whether it mattered.
    quietly "${root[@]}" apt-get update -qq || say "apt-get update had errors; going on with what it got"
    quietly "${root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" \
        || die "apt-get could not install ${missing[*]}"
}

# debian_name ARCH: how Debian, and Java, call the architecture that the kernel and QEMU call ARCH.
debian_name() {
    case $1 in
        i386) printf 'i386\n' ;;
        x86_64) printf 'amd64\n' ;;
        *) die "$1 is no architecture of kexshot's; these are: i386 x86_64" ;;
    esac
}

# foreign_packages ARCH DIRECTORY NAME...: unpacks the packages NAME... and everything they depend on, of architecture
# ARCH as Debian calls it, into DIRECTORY. The host needs no multiarch and its own package state is neither read nor changed: apt gets
# lists, status and cache of its own, and checks signatures and hashes as ever. Nothing of ARCH is executed.
# A name with a minus at its end is unpacked without what it depends on. DIRECTORY/.packages lists what was unpacked.
# $PACKAGES_SUITE names a suite of the same mirror, such as bookworm-backports, which then comes before the host's own.
foreign_packages() {
    local arch=$1 directory=$2 suite=${PACKAGES_SUITE:-} state name mirror closure=() alone=() wanted=()
    shift 2
    for name in "$@"; do
        if [[ $name == *- ]]; then alone+=("${name%-}"); else closure+=("$name"); fi
    done
    state=$(kexshot_cache)/apt-$arch${suite:+-$suite}
    mkdir -p "$state"/{lists,cache/archives}/partial "$state/debs" "$directory"
    : >"$state/status"
    local options=(-qq -o APT::Architecture="$arch" -o APT::Architectures="$arch" -o APT::Sandbox::User="$(id -un)"
        -o APT::Install-Recommends=false -o Debug::NoLocking=true -o Acquire::Languages=none -o Acquire::Retries=3
        -o Dir::State::Lists="$state/lists" -o Dir::State::status="$state/status" -o Dir::Cache="$state/cache")
    if [[ $suite ]]; then
        mirror=$(apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' 'Origin: Debian' 'Label: Debian' | head -n 1)
        [[ $mirror ]] || die "apt knows no mirror of Debian to take $suite from; are Debian's sources configured?"
        printf 'deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] %s %s main\n' "$mirror" "$suite" >"$state/sources.list"
        options+=(-o Dir::Etc::sourcelist="$state/sources.list" -t "$suite")
    fi
    (
        exec 8>"$state/lock"
        flock 8
        # The lists are asked for once a day: a mirror drops a package's file when it gets a newer version.
        if [[ -z $(find "$state/lists" -maxdepth 1 -name '*_Packages*' -mmin -1440 -print -quit) ]]; then
            say "reading Debian's list of $arch packages"
            quietly apt-get "${options[@]}" update || say "apt-get update had errors; going on with what it got"
            find "$state/lists" -maxdepth 1 -type f -exec touch {} +
        fi
        mapfile -t wanted < <(apt-get "${options[@]}" --simulate install "${closure[@]}" | awk '$1 == "Inst" {print $2}')
        ((${#wanted[@]} || !${#closure[@]})) || die "apt cannot resolve the $arch packages ${closure[*]}; are Debian's sources configured?"
        say "getting $((${#wanted[@]} + ${#alone[@]})) $arch packages"
        # Files that are already there and whole are not downloaded again.
        cd "$state/debs"
        quietly apt-get "${options[@]}" download "${wanted[@]}" "${alone[@]}" \
            || die "apt could not download the $arch packages ${wanted[*]} ${alone[*]}"
        for name in "${wanted[@]}" "${alone[@]}"; do
            name=$(printf '%s\n' "$name"_*.deb | sort -V | tail -n 1)
            dpkg-deb -x "$name" "$directory"
            dpkg-deb -W --showformat '${Package} ${Version}\n' "$name" >>"$directory/.packages"
        done
    )
}
