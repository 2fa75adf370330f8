SUMMARY = "Crash recorder for vehicle Linux"
DESCRIPTION = "Records what the kernel left of its crashes in pstore or ramoops, as compact records of facts on flash."
# The program is static: musl and libunwind (MIT), libc++ and libgcc are in it.
LICENSE = "Apache-2.0 & MIT & Apache-2.0-with-LLVM-exception & GPL-3.0-with-GCC-exception"
LIC_FILES_CHKSUM = "file://${COMMON_LICENSE_DIR}/Apache-2.0;md5=89aea4e17d99a7cacdbeed46a0096b10"

# The static program does not depend on the image's C library, so that it is not built again here. The package comes from
# `cpack -G DEB`; add-to-image.sh puts it into files/.
FAULTBOX_ARCH = "unsupported"
FAULTBOX_ARCH:arm = "armhf"
FAULTBOX_ARCH:aarch64 = "arm64"
FAULTBOX_ARCH:x86-64 = "amd64"
FAULTBOX_ARCH:x86 = "i386"
COMPATIBLE_HOST = "(arm|aarch64|x86_64|i.86).*-linux.*"

UNPACKDIR ??= "${WORKDIR}"
SRC_URI = "file://faultbox_${PV}_${FAULTBOX_ARCH}.deb;subdir=faultbox"
S = "${UNPACKDIR}/faultbox"

inherit systemd update-rc.d

SYSTEMD_SERVICE:${PN} = "faultbox-harvest.service faultbox-manifest.service faultbox-manifest.timer faultbox-watch.service"
INITSCRIPT_NAME = "faultbox"
INITSCRIPT_PARAMS = "start 20 2 3 4 5 . stop 80 0 1 6 ."

INHIBIT_PACKAGE_STRIP = "1"
INHIBIT_SYSROOT_STRIP = "1"
INHIBIT_PACKAGE_DEBUG_SPLIT = "1"
INSANE_SKIP:${PN} += "already-stripped ldflags"

do_configure[noexec] = "1"
do_compile[noexec] = "1"

do_install() {
    install -D -m 0755 ${S}/usr/bin/faultbox ${D}${bindir}/faultbox
    install -D -m 0644 ${S}/etc/faultbox.conf ${D}${sysconfdir}/faultbox.conf
    for file in ${S}/usr/lib/sysctl.d/*.conf; do
        install -D -m 0644 "$file" ${D}${nonarch_libdir}/sysctl.d/$(basename "$file")
    done
    if [ -d ${S}/usr/lib/udev/rules.d ]; then
        install -D -m 0644 -t ${D}${nonarch_base_libdir}/udev/rules.d ${S}/usr/lib/udev/rules.d/*.rules
    fi
    if ${@bb.utils.contains('DISTRO_FEATURES', 'systemd', 'true', 'false', d)}; then
        install -D -m 0644 -t ${D}${systemd_system_unitdir} ${S}/usr/lib/systemd/system/*
        install -D -m 0644 ${S}/usr/lib/tmpfiles.d/faultbox.conf ${D}${nonarch_libdir}/tmpfiles.d/faultbox.conf
        install -D -m 0755 ${S}/usr/libexec/faultbox/adopt-systemd-pstore \
            ${D}/usr/libexec/faultbox/adopt-systemd-pstore
    fi
    # update-rc.d.bbclass wants it wherever sysvinit is a feature of the distribution, beside systemd too; where it is
    # none, systemd.bbclass takes the script out again. Booted by systemd it starts nothing.
    install -D -m 0755 ${S}/usr/share/doc/faultbox/examples/faultbox.init ${D}${sysconfdir}/init.d/faultbox
}

CONFFILES:${PN} = "${sysconfdir}/faultbox.conf"
FILES:${PN} += "${nonarch_libdir} ${nonarch_base_libdir}/udev ${systemd_system_unitdir} /usr/libexec/faultbox"
