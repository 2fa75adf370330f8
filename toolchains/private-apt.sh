# Sourced, not run: an apt of our own that downloads packages of any architecture and touches nothing of the host's.
#
#   private_apt_init DIR ARCH        prepares DIR as apt's state for ARCH from the host's Debian entries
#   private_apt DIR ARGS...          runs apt-get with that state
#   private_apt_unpack DIR ROOT PKG... downloads packages and unpacks them below ROOT

private_apt_init() {
    dir=$1 arch=$2
    mkdir -p "$dir/lists/partial" "$dir/cache/archives/partial" "$dir/etc" "$dir/debs"
    : >"$dir/status"
    apt-get indextargets --format '$(ORIGIN)|$(REPO_URI)|$(RELEASE)|$(CREATED_BY)' 2>/dev/null |
        awk -F'|' '$1 == "Debian" && $4 == "Packages" { print $2, $3 }' | sort -u |
        while read -r uri release; do
            echo "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] $uri $release main"
            echo "deb-src [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] $uri $release main"
        done >"$dir/etc/sources.list"
    if [ ! -s "$dir/etc/sources.list" ]; then
        echo "private-apt: the host's apt knows no Debian source; run apt-get update first" >&2
        return 1
    fi
    cat >"$dir/apt.conf" <<CONF
APT::Architecture "$arch";
APT::Architectures "$arch";
Dir::State "$dir";
Dir::State::status "$dir/status";
Dir::State::lists "$dir/lists";
Dir::Cache "$dir/cache";
Dir::Etc::SourceList "$dir/etc/sources.list";
Dir::Etc::SourceParts "/dev/null";
Acquire::Languages "none";
APT::Sandbox::User "";
CONF
    # A suite whose mirror is in the middle of an update is left out; a package that is then missing fails the download.
    private_apt "$dir" -qq update || echo "private-apt: some package lists for $arch could not be fetched" >&2
}

private_apt() {
    dir=$1
    shift
    APT_CONFIG="$dir/apt.conf" apt-get "$@"
}

private_apt_unpack() {
    dir=$1 root=$2
    shift 2
    (cd "$dir/debs" && private_apt "$dir" -qq download "$@")
    for package in "$dir"/debs/*.deb; do
        dpkg-deb -x "$package" "$root"
        rm "$package"
    done
}
