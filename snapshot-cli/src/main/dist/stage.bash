# Shell functions that lay out what is installed. Source it after cache.bash and packages.bash; it runs nothing by itself.
# The same toolkit gives the same bytes, whenever and wherever: files have the time $SOURCE_DATE_EPOCH, in seconds since 1970.

dist=$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")

# stage_toolkit ARCH TOOLKIT DIRECTORY: copies a built toolkit to DIRECTORY as far as a machine of ARCH, i386 or x86_64, needs
# it. The capture system is left to the caller.
stage_toolkit() {
    local arch=$1 toolkit=$2 out=$3 debian jna snappy
    debian=$(debian_name "$arch")
    case $arch in
        i386) jna=linux-x86 snappy=x86 ;;
        x86_64) jna=linux-x86-64 snappy=x86_64 ;;
    esac
    mkdir -p "$out"/{bin,lib,native/com/sun/jna,native/linux,native/org/xerial/snappy/native/Linux,capture/"$arch"}
    cp "$toolkit/bin/kexshot" "$out/bin"
    quietly java "$dist/StoreJar.java" "$out/lib" "$toolkit"/lib/*.jar
    cp -R "$toolkit/native/com/sun/jna/$jna" "$out/native/com/sun/jna"
    cp -R "$toolkit/native/linux/$debian" "$out/native/linux"
    cp -R "$toolkit/native/org/xerial/snappy/native/Linux/$snappy" "$out/native/org/xerial/snappy/native/Linux"
    cp -R "$toolkit"/{kernel,licences} "$out"
    cp "$toolkit/bom.json" "$out"
}

# licence_of NAME: by which licence a package of Debian's is that runtimes are made of, as SPDX writes it.
licence_of() {
    case $1 in
        openjdk-17-*) printf 'GPL-2.0-only WITH Classpath-exception-2.0\n' ;;
        libc6) printf 'LGPL-2.1-or-later\n' ;;
        libgcc-s1 | libstdc++6) printf 'GPL-3.0-or-later WITH GCC-exception-3.1\n' ;;
        zlib1g) printf 'Zlib\n' ;;
        *) die "no licence is known of $1, which a runtime is made of; enter it in $dist/stage.bash" ;;
    esac
}

# add_parts DIRECTORY DEBIAN_ARCH PARTS: adds the packages that PARTS/packages lists to the list of parts of what is laid out in
# DIRECTORY, and the texts of their licences to the others.
add_parts() {
    local out=$1 debian=$2 parts=$3 name version
    while read -r name version; do
        jq --arg name "$name" --arg version "$version" --arg licence "$(licence_of "$name")" \
            --arg purl "pkg:deb/debian/$name@$version?arch=$debian" \
            '.components += [{type: "library", "bom-ref": $purl, name: $name, version: $version,
              licenses: [{expression: $licence}], purl: $purl}]' "$out/bom.json" >"$out/bom.json.new"
        mv "$out/bom.json.new" "$out/bom.json"
        cp -R "$parts/$name" "$out/licences"
    done <"$parts/packages"
}

# check_licences DIRECTORY: each part that is listed has a licence, and the text of it.
check_licences() {
    local out=$1 name licence
    while IFS=$'\t' read -r name licence; do
        [[ $licence ]] || die "the list of parts has no licence of $name"
        [[ -n $(find "$out/licences/$name" -type f -size +0 -print -quit 2>/dev/null) ]] \
            || die "there is no text of $name's licence, $licence: put it into snapshot-cli/src/main/licences/$name"
    done < <(jq -r '.components[] | [.name, ([.licenses[]? | .expression // .license.id // .license.name] | join(" or "))] | @tsv' \
        "$out/bom.json")
}

# stage_manual TOOLKIT DIRECTORY: writes pages of the manual and completion of bash and fish below DIRECTORY, where it is /usr/share.
stage_manual() {
    local toolkit=$1 out=$2
    mkdir -p "$out"/{man,bash-completion/completions,fish/vendor_completions.d}
    quietly "$toolkit/bin/kexshot" completion man "$out/man/man1"
    find "$out/man/man1" -name '*.1' -exec gzip -9n {} +
    "$toolkit/bin/kexshot" completion bash >"$out/bash-completion/completions/kexshot"
    "$toolkit/bin/kexshot" completion fish >"$out/fish/vendor_completions.d/kexshot.fish"
}

# stage_documents DIRECTORY: copies the README and the documents to DIRECTORY, with the drawings and scripts that they link to. What
# is in a clone alone cannot be linked to: its name stays, and the link goes. So it is with photographs of reports, for their size.
stage_documents() {
    local out=$1 top document link target
    top=$(readlink -f "$dist/../../../..")
    while read -r document; do
        install -D -m 644 "$top/$document" "$out/$document"
        while read -r link; do
            target=$(realpath -m --relative-to "$top" "$top/$(dirname "$document")/$link")
            case $target in
                README.md | docs/*.md) ;;
                *.png) sed -i "s|!\[\([^]]*\)\]($link)|(\1)|g" "$out/$document" ;;
                docs/*) install -D -m 644 "$top/$target" "$out/$target" ;;
                *) sed -i "s|\[\([^]]*\)\](${link}[^)]*)|\1|g" "$out/$document" ;;
            esac
        done < <(grep -oP '\]\(\K[^)#\s]+' "$top/$document" | grep -v '^[a-z]*:' | LC_ALL=C sort -u)
    done < <(cd "$top" && find README.md docs -name '*.md')
}

# settle DIRECTORY: gives all in it one time, and the rights of what everyone may read.
settle() {
    chmod -R u=rwX,go=rX "$1"
    find "$1" -exec touch -h -d "@$SOURCE_DATE_EPOCH" {} +
}
