/* SPDX-License-Identifier: GPL-2.0 */
/* The types of a radio tuner, a navigation unit and a telemetry channel, which crash where no system call runs. */
#ifndef CONTEXTS_H
#define CONTEXTS_H

#include <linux/irq_work.h>
#include <linux/timer.h>
#include <linux/types.h>
#include <linux/workqueue.h>

struct radio_station {
	char name[20];
	u32 pi_code;
};

struct radio_tuner {
	char band[12];
	u32 frequency_khz;
	u32 strength;
	struct radio_station *station;
};

struct radio {
	struct timer_list poll;
	struct work_struct scan;
	struct irq_work received;
	struct radio_tuner *tuner;
	u32 polls;
	bool tuned;
};

struct nav_itinerary {
	char name[28];
	u32 legs;
};

struct telemetry_header {
	u8 version;
	u32 sequence;
} __packed;

struct telemetry {
	struct telemetry_header *header;
	u32 samples;
	u32 sum;
	u32 window;
	u32 dropped;
};

#endif
