# The parts of a Debian package's tree that do not depend on what is in it. Sourced, never run.
#
# `version` is the packages' version, `changed` the time of the last commit, `output` where packages go.

maintainer="Guichê <dev@guiche.example>"

# Copies files "$3"… with mode $2 into folder $1.
install_below() {
    mkdir -p "$1"
    install -m "$2" -t "$1" "${@:3}"
}

# "a, b": the packages named, as a dependency.
joined() {
    local names
    printf -v names '%s, ' "$@"
    say "${names%, }"
}

begin_package() { mkdir -p "$1/DEBIAN"; }

# Prints the packages, with versions, of the libraries that the programs "$@" are linked with, and of libcurl, which they load.
libraries_of() {
    local said loaded
    mkdir -p "$work/shlibdeps/debian"
    printf 'Source: guiche\n\nPackage: guiche\nArchitecture: any\n' >"$work/shlibdeps/debian/control"
    said=$(cd "$work/shlibdeps" && dpkg-shlibdeps -O "$@" 2>"$work/shlibdeps/said") || { cat "$work/shlibdeps/said" >&2; die "the libraries of the programs are not Debian's"; }
    loaded=$(ldconfig -p | sed -n 's/^\s*libcurl\.so\.4 .*=> //p' | head -n 1)
    [[ -n $loaded ]] || die "there is no libcurl.so.4: package libcurl4-openssl-dev"
    loaded=$(dpkg-query --search "*/${loaded##*/}" | grep -o '^libcurl4[a-z0-9]*:' | head -n 1)
    [[ -n $loaded ]] || die "libcurl.so.4 is of no package"
    say "${said#shlibs:Depends=}, ${loaded%:}"
}

# Writes copyright and changelog of package $2 in tree $1.
write_documents() {
    local folder=$1/usr/share/doc/$2
    install_below "$folder" 0644 "$repository/scripts/debian/copyright"
    printf '%s (%s) bookworm; urgency=medium\n\n  * The changes are those of the repository up to this version.\n\n -- %s  %s\n' \
        "$2" "$version" "$maintainer" "$(LC_ALL=C date -u -R -d "@$changed")" | gzip -9 -n >"$folder/changelog.gz"
    if [[ -s $repository/scripts/debian/$2/lintian-overrides ]]; then
        mkdir -p "$1/usr/share/lintian/overrides"
        install -m 0644 "$repository/scripts/debian/$2/lintian-overrides" "$1/usr/share/lintian/overrides/$2"
    fi
}

# Writes the control file of package $2 in tree $1, which depends on $3; the description is a file.
write_control() {
    local architecture
    architecture=$(dpkg --print-architecture)
    # What is for one machine is in guiche alone.
    if [[ $2 == guiche-server ]]; then architecture=all; fi
    chmod -R u=rwX,go=rX "$1"
    cat >"$1/DEBIAN/control" <<END_OF_CONTROL
Package: $2
Version: $version
Architecture: $architecture
Maintainer: $maintainer
Installed-Size: $(du --apparent-size -k -s --exclude=DEBIAN "$1" | cut -f 1)
Depends: $3
$(cat "$repository/scripts/debian/$2/fields")
END_OF_CONTROL
    (cd "$1" && find . -type f -not -path './DEBIAN/*' -printf '%P\n' | LC_ALL=C sort | xargs -d '\n' md5sum) >"$1/DEBIAN/md5sums"
}

# Makes the package of tree $1 and prints its file.
end_package() {
    local -a compression=(-Zxz)
    if [[ $quick == yes ]]; then compression=(-Zgzip -z1); fi
    mkdir -p "$output"
    dpkg-deb --root-owner-group "${compression[@]}" --build "$1" "$work/" >/dev/null
    local file
    for file in "$work"/"${1##*/}"_*.deb; do
        mv "$file" "$output/"
        say "$output/${file##*/}"
    done
}
