// SPDX-License-Identifier: GPL-2.0
/* A CAN bus: an index that came off the wire unchecked, and a NULL pointer in a per-CPU variable. */
#include <linux/module.h>
#include <linux/percpu.h>
#include <linux/slab.h>

#include "headunit.h"

static struct can_filter can_filters[8];
static DEFINE_PER_CPU(struct can_statistics, can_statistics);

static driver_function void can_filter_count(unsigned int filter)
{
	can_filters[filter].hits++;
}

static driver_function u32 can_filter_hits(const struct can_frame_info *info)
{
	return can_filters[info->filter].hits; /* FAULT: can_filter_index */
} /* BEHIND: can_filter_index */

static driver_function u32 can_queue_drops(void)
{
	const struct can_statistics *statistics = get_cpu_ptr(&can_statistics);
	u32 drops = statistics->queue->drops; /* FAULT: can_queue_drops */

	put_cpu_ptr(&can_statistics);
	return drops;
}

int trigger_can_filter_index(void)
{
	struct can_frame_info *info = kzalloc(sizeof(*info), GFP_KERNEL);

	if (!info)
		return -ENOMEM;
	can_filter_count(0);
	/* 0x50000000 bytes behind the table: with 32 bits in the user's part of the address space, far from all else. */
	info->filter = 0x5000000;
	return can_filter_hits(info);
}

int trigger_can_queue_drops(void)
{
	return can_queue_drops();
}
