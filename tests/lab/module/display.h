/* SPDX-License-Identifier: GPL-2.0 */
/* A display: a controller with a large table before its registers' shadow, and a panel's state in bitfields. */
#ifndef DISPLAY_H
#define DISPLAY_H

#include <linux/types.h>

struct display_controller {
	char name[24];
	u32 gamma_table[0x840];
	u32 stride;
	u32 scanline;
	u16 brightness;
};

struct display_state {
	u32 mode;
	u32 enabled : 1;
	u32 dimming : 7;
	u32 rotation : 2;
	u32 reserved : 22;
	u8 tint[8];
	s8 temperature;
};

struct display_panel {
	u32 id;
	struct display_controller *controller;
	struct display_state *state;
};

#endif
