/* SPDX-License-Identifier: GPL-2.0 */
/* A satellite receiver: a clock, a fix, and reports that user programs read. */
#ifndef GNSS_H
#define GNSS_H

#include <linux/types.h>

struct gnss_receiver {
	char name[20];
	u32 satellites;
};

struct gnss_clock {
	u32 rate;
	u32 bias;
	u16 drift;
};

struct gnss_fix {
	u32 latitude;
	u32 longitude;
	u32 valid;
};

struct gnss_report {
	u32 count;
	u32 status;
};

struct gnss_session {
	u32 id;
	struct gnss_clock *clock;
	struct gnss_fix *fix;
	struct gnss_report *report;
};

#endif
