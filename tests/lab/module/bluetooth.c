// SPDX-License-Identifier: GPL-2.0
/* A Bluetooth stack whose pointers are bad without being NULL: an error, a freed object, a constant. */
#include <linux/err.h>
#include <linux/module.h>
#include <linux/slab.h>

#include "headunit.h"

static driver_function struct bt_adapter *bt_find_adapter(const struct bt_device *device)
{
	return device->paired ? ERR_PTR(-ENODEV) : ERR_PTR(-ENOMEM);
}

static driver_function u32 bt_device_quality(struct bt_device *device)
{
	device->adapter = bt_find_adapter(device);
	return device->adapter->link_quality; /* FAULT: bt_error_pointer */
} /* BEHIND: bt_error_pointer */

int trigger_bt_error_pointer(void)
{
	struct bt_device *device = kzalloc(sizeof(*device), GFP_KERNEL);

	if (!device)
		return -ENOMEM;
	return bt_device_quality(device);
}

static driver_function void bt_device_disconnect(struct bt_device *device)
{
	device->profile->connections--; /* FAULT: bt_use_after_free */
}

int trigger_bt_use_after_free(void)
{
	struct bt_device *device = kzalloc(sizeof(*device), GFP_KERNEL);

	if (!device)
		return -ENOMEM;
	kfree(device);
	bt_device_disconnect(device);
	return 0;
}

static const struct bt_profile handsfree = { .uuid = 0x111e };

static driver_function void bt_profile_rename(struct bt_profile *profile)
{
	profile->uuid = 0x111f; /* FAULT: bt_read_only */
}

int trigger_bt_read_only(void)
{
	bt_profile_rename((struct bt_profile *)&handsfree);
	return 0;
}
