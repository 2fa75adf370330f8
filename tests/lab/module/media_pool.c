// SPDX-License-Identifier: GPL-2.0
/*
 * A pool of buffers that takes the same one out of its list twice. Built as a vendor builds it who has the kernel's
 * headers but not its checks: with DEBUG_LIST the second list_del would only warn.
 */
#undef CONFIG_DEBUG_LIST
#undef CONFIG_LIST_HARDENED
#include <linux/module.h>
#include <linux/slab.h>

#include "headunit.h"

static driver_function void media_pool_release(struct media_pool *pool, struct media_chunk *chunk)
{
	list_del(&chunk->node); /* FAULT: media_pool_double_delete */
	pool->count--;
}

int trigger_media_pool_double_delete(void)
{
	struct media_pool *pool = kzalloc(sizeof(*pool), GFP_KERNEL);
	struct media_chunk *chunk = kzalloc(sizeof(*chunk), GFP_KERNEL);

	if (!pool || !chunk)
		return -ENOMEM;
	INIT_LIST_HEAD(&pool->used);
	list_add(&chunk->node, &pool->used);
	media_pool_release(pool, chunk);
	media_pool_release(pool, chunk);
	return 0;
}
