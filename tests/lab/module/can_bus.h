/* SPDX-License-Identifier: GPL-2.0 */
/* A CAN bus: a table of filters, and statistics of each CPU. */
#ifndef CAN_BUS_H
#define CAN_BUS_H

#include <linux/types.h>

struct can_filter {
	u32 id;
	u32 mask;
	u32 hits;
	u32 priority;
};

struct can_queue {
	u32 head;
	u32 tail;
	u32 drops;
};

struct can_statistics {
	u32 frames;
	u32 errors;
	struct can_queue *queue;
};

struct can_frame_info {
	u32 id;
	int filter;
};

#endif
