// SPDX-License-Identifier: GPL-2.0
/*
 * /dev/headunit: writing the name of a fault to it causes that fault. The list of faults, and a check of what it claims
 * about every structure, is generated from faults.toml.
 */
#include <linux/fs.h>
#include <linux/miscdevice.h>
#include <linux/module.h>
#include <linux/string.h>
#include <linux/uaccess.h>

#include "headunit.h"
#include "truth.gen.h"

struct fault_trigger {
	const char *name;
	int (*run)(void);
};

#define TRIGGER_ENTRY(fault) { #fault, trigger_##fault },
static const struct fault_trigger triggers[] = { HEADUNIT_FAULTS(TRIGGER_ENTRY) };

static ssize_t headunit_write(struct file *file, const char __user *text, size_t size, loff_t *position)
{
	char name[64];
	size_t i;
	int result;

	if (size == 0 || size >= sizeof(name))
		return -EINVAL;
	if (copy_from_user(name, text, size))
		return -EFAULT;
	name[size] = '\0';
	for (i = 0; i < ARRAY_SIZE(triggers); i++) {
		if (!sysfs_streq(name, triggers[i].name))
			continue;
		result = triggers[i].run();
		return result < 0 ? result : size;
	}
	return -ENOENT;
}

static const struct file_operations headunit_fops = {
	.owner = THIS_MODULE,
	.write = headunit_write,
};

static struct miscdevice headunit_device = {
	.minor = MISC_DYNAMIC_MINOR,
	.name = "headunit",
	.fops = &headunit_fops,
};

static int __init headunit_init(void)
{
	int result = misc_register(&headunit_device);

	if (result)
		return result;
	result = rpmsg_sock_init();
	if (result)
		misc_deregister(&headunit_device);
	return result;
}

static void __exit headunit_exit(void)
{
	rpmsg_sock_exit();
	misc_deregister(&headunit_device);
}

module_init(headunit_init);
module_exit(headunit_exit);
MODULE_DESCRIPTION("A head unit's driver that crashes on demand");
MODULE_LICENSE("GPL");
