/* SPDX-License-Identifier: GPL-2.0 */
/* A pool of media buffers. */
#ifndef MEDIA_POOL_H
#define MEDIA_POOL_H

#include <linux/list.h>
#include <linux/types.h>

struct media_chunk {
	u32 id;
	u32 size;
	struct list_head node;
};

struct media_pool {
	struct list_head used;
	u32 count;
};

#endif
