// SPDX-License-Identifier: GPL-2.0
/* A display whose controller and state were never set: NULL with small and large offsets, and bitfields. */
#include <linux/module.h>
#include <linux/slab.h>

#include "headunit.h"

static driver_function u32 display_scanline(const struct display_panel *panel)
{
	return panel->controller->scanline; /* FAULT: display_scanline */
} /* BEHIND: display_scanline */

static driver_function void display_set_brightness(struct display_panel *panel, u16 brightness)
{
	panel->controller->brightness = brightness; /* FAULT: display_brightness */
}

static driver_function int display_temperature(const struct display_panel *panel)
{
	return panel->state->temperature; /* FAULT: display_temperature */
} /* BEHIND: display_temperature */

static driver_function u32 display_rotation(const struct display_panel *panel)
{
	return panel->state->rotation * 90; /* FAULT: display_rotation */
} /* BEHIND: display_rotation */

static driver_function void display_dim(struct display_panel *panel, u32 percent)
{
	panel->state->dimming = percent; /* FAULT: display_dim */
}

static struct display_panel *display_create_panel(void)
{
	return kzalloc(sizeof(struct display_panel), GFP_KERNEL);
}

int trigger_display_scanline(void)
{
	struct display_panel *panel = display_create_panel();

	return panel ? display_scanline(panel) : -ENOMEM;
}

int trigger_display_brightness(void)
{
	struct display_panel *panel = display_create_panel();

	if (!panel)
		return -ENOMEM;
	display_set_brightness(panel, 400);
	return 0;
}

int trigger_display_temperature(void)
{
	struct display_panel *panel = display_create_panel();

	return panel ? display_temperature(panel) : -ENOMEM;
}

int trigger_display_rotation(void)
{
	struct display_panel *panel = display_create_panel();

	return panel ? display_rotation(panel) : -ENOMEM;
}

int trigger_display_dim(void)
{
	struct display_panel *panel = display_create_panel();

	if (!panel)
		return -ENOMEM;
	display_dim(panel, 60);
	return 0;
}
