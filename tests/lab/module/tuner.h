/* SPDX-License-Identifier: GPL-2.0 */
/* A radio tuner: stations and levels in arrays, a request in a union. */
#ifndef TUNER_H
#define TUNER_H

#include <linux/types.h>

struct tuner_station {
	u32 frequency;
	u16 pi_code;
	u16 quality;
	char name[8];
	u32 flags;
};

struct tuner_bank {
	u32 id;
	u32 count;
	struct tuner_station stations[12];
};

struct tuner_levels {
	u32 rssi;
	u32 snr;
	u32 bands[16];
};

struct tuner_request {
	u32 command;
	u32 flags;
	union {
		struct {
			u32 frequency;
			u32 bandwidth;
		} fm;
		struct {
			u32 ensemble;
			u32 service;
		} dab;
		u8 raw[16];
	} params;
};

struct tuner {
	u32 id;
	struct tuner_bank *bank;
	struct tuner_levels *levels;
	struct tuner_request *request;
};

#endif
