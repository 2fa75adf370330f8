// SPDX-License-Identifier: GPL-2.0
/* A playlist in a red-black tree. Nothing is playing, and the next track is asked for. */
#include <linux/module.h>
#include <linux/slab.h>

#include "headunit.h"

static driver_function u32 playlist_next_id(const struct playlist *list)
{
	struct rb_node *next = rb_next(&list->playing->node);

	return next ? rb_entry(next, struct playlist_track, node)->id : 0;
}

int trigger_playlist_next(void)
{
	struct playlist *list = kzalloc(sizeof(*list), GFP_KERNEL);

	if (!list)
		return -ENOMEM;
	list->tracks = RB_ROOT;
	return playlist_next_id(list);
}
