// SPDX-License-Identifier: GPL-2.0
/* Waiting for what never comes, and memory that nobody gives back. */
#include <linux/compiler.h>
#include <linux/gfp.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/preempt.h>
#include <linux/slab.h>

#include "headunit.h"

static DEFINE_MUTEX(nav_lock);

static driver_function int nav_recalculate(void)
{
	mutex_lock(&nav_lock); /* FAULT: hung_task */
	mutex_unlock(&nav_lock);
	return 0;
}

int trigger_hung_task(void)
{
	int result;

	mutex_lock(&nav_lock);
	result = nav_recalculate();
	mutex_unlock(&nav_lock);
	return result;
}

static driver_function void radio_wait_until_tuned(const struct radio *radio)
{
	while (!READ_ONCE(radio->tuned)) /* FAULT: soft_lockup */
		;
}

static int radio_spin(void)
{
	struct radio *radio = kzalloc(sizeof(*radio), GFP_KERNEL);

	if (!radio)
		return -ENOMEM;
	preempt_disable();
	radio_wait_until_tuned(radio);
	preempt_enable();
	return 0;
}

int trigger_soft_lockup(void)
{
	return radio_spin();
}

int trigger_rcu_stall(void)
{
	return radio_spin();
}

/* Pages that are taken one by one and never given back. */
int trigger_out_of_memory(void)
{
	while (alloc_page(GFP_KERNEL))
		;
	return -ENOMEM;
}
