################################################################################
#
# faultbox
#
################################################################################

FAULTBOX_VERSION = 0.1.0
FAULTBOX_ARCH_$(BR2_arm) = armhf
FAULTBOX_ARCH_$(BR2_aarch64) = arm64
FAULTBOX_ARCH_$(BR2_x86_64) = amd64
FAULTBOX_ARCH_$(BR2_i386) = i386
# The static program does not depend on the image's C library, so that it is not built again here. The package comes from
# `cpack -G DEB`; add-to-image.sh puts it into dist/, with its hash.
FAULTBOX_SOURCE = faultbox_$(FAULTBOX_VERSION)_$(FAULTBOX_ARCH_y).deb
FAULTBOX_SITE = $(BR2_EXTERNAL_FAULTBOX_PATH)/dist
FAULTBOX_SITE_METHOD = file
FAULTBOX_LICENSE = Apache-2.0, MIT (musl, libunwind), Apache-2.0 with LLVM exception (libc++), GPL-3.0+ with GCC exception (libgcc)
FAULTBOX_LICENSE_FILES = usr/share/doc/faultbox/copyright

define FAULTBOX_EXTRACT_CMDS
	cd $(@D) && ar x $(FAULTBOX_DL_DIR)/$(FAULTBOX_SOURCE) data.tar.gz && $(TAR) -xzf data.tar.gz && rm data.tar.gz
endef

define FAULTBOX_INSTALL_TARGET_CMDS
	$(INSTALL) -D -m 0755 $(@D)/usr/bin/faultbox $(TARGET_DIR)/usr/bin/faultbox
	$(INSTALL) -D -m 0644 $(@D)/etc/faultbox.conf $(TARGET_DIR)/etc/faultbox.conf
	mkdir -p $(TARGET_DIR)/etc/sysctl.d
	$(INSTALL) -m 0644 $(@D)/usr/lib/sysctl.d/*.conf $(TARGET_DIR)/etc/sysctl.d/
endef

define FAULTBOX_INSTALL_INIT_SYSTEMD
	mkdir -p $(TARGET_DIR)/usr/lib/systemd/system
	$(INSTALL) -m 0644 $(@D)/usr/lib/systemd/system/* $(TARGET_DIR)/usr/lib/systemd/system/
	if [ -d $(@D)/usr/lib/udev ]; then cp -r $(@D)/usr/lib/udev $(TARGET_DIR)/usr/lib/; fi
	$(INSTALL) -D -m 0644 $(@D)/usr/lib/tmpfiles.d/faultbox.conf $(TARGET_DIR)/usr/lib/tmpfiles.d/faultbox.conf
	$(INSTALL) -D -m 0755 $(@D)/usr/libexec/faultbox/adopt-systemd-pstore \
		$(TARGET_DIR)/usr/libexec/faultbox/adopt-systemd-pstore
endef

define FAULTBOX_INSTALL_INIT_SYSV
	$(INSTALL) -D -m 0755 $(@D)/usr/share/doc/faultbox/examples/faultbox.init $(TARGET_DIR)/etc/init.d/S20faultbox
endef

# Those of kernel/faultbox.config, where the reasons stand.
define FAULTBOX_LINUX_CONFIG_FIXUPS
	$(call KCONFIG_ENABLE_OPT,CONFIG_PSTORE)
	$(call KCONFIG_ENABLE_OPT,CONFIG_PSTORE_RAM)
	$(call KCONFIG_ENABLE_OPT,CONFIG_PSTORE_CONSOLE)
	$(call KCONFIG_ENABLE_OPT,CONFIG_PSTORE_PMSG)
	$(call KCONFIG_ENABLE_OPT,CONFIG_PRINTK)
	$(call KCONFIG_ENABLE_OPT,CONFIG_BUG)
	$(call KCONFIG_ENABLE_OPT,CONFIG_DEBUG_BUGVERBOSE)
	$(call KCONFIG_ENABLE_OPT,CONFIG_KALLSYMS)
	$(call KCONFIG_ENABLE_OPT,CONFIG_SYSFS)
	$(call KCONFIG_ENABLE_OPT,CONFIG_PANIC_ON_OOPS)
	$(call KCONFIG_SET_OPT,CONFIG_PANIC_TIMEOUT,5)
	$(call KCONFIG_ENABLE_OPT,CONFIG_WATCHDOG)
	$(call KCONFIG_ENABLE_OPT,CONFIG_WATCHDOG_SYSFS)
	$(call KCONFIG_ENABLE_OPT,CONFIG_SOFTLOCKUP_DETECTOR)
	$(call KCONFIG_ENABLE_OPT,CONFIG_DETECT_HUNG_TASK)
	$(call KCONFIG_ENABLE_OPT,CONFIG_COREDUMP)
	$(call KCONFIG_ENABLE_OPT,CONFIG_ELF_CORE)
	$(call KCONFIG_ENABLE_OPT,CONFIG_SECCOMP)
	$(call KCONFIG_ENABLE_OPT,CONFIG_SECCOMP_FILTER)
	$(call KCONFIG_ENABLE_OPT,CONFIG_IKCONFIG)
	$(call KCONFIG_ENABLE_OPT,CONFIG_IKCONFIG_PROC)
endef

$(eval $(generic-package))
