// SPDX-License-Identifier: GPL-2.0
/* A CAN link whose driver has no resume function. */
#include <linux/module.h>
#include <linux/slab.h>

#include "headunit.h"

static int loopback_open(struct can_link *link)
{
	link->up = true;
	return 0;
}

static int loopback_suspend(struct can_link *link)
{
	link->up = false;
	return 0;
}

static const struct can_link_ops loopback_ops = {
	.open = loopback_open,
	.suspend = loopback_suspend,
};

static driver_function int can_link_resume(struct can_link *link)
{
	int result = link->ops->resume(link); /* FAULT: can_resume */

	link->up = result == 0;
	return result;
}

int trigger_can_resume(void)
{
	struct can_link *link = kzalloc(sizeof(*link), GFP_KERNEL);

	if (!link)
		return -ENOMEM;
	link->name = "can0";
	link->ops = &loopback_ops;
	return can_link_resume(link);
}
