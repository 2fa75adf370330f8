// SPDX-License-Identifier: GPL-2.0
/* A queue of buffers. Its cursor stays on a buffer that was taken out of the list. */
#include <linux/module.h>
#include <linux/slab.h>

#include "headunit.h"

static driver_function u32 media_queue_next_sequence(const struct media_queue *queue)
{
	const struct media_buffer *next = list_next_entry(queue->cursor, node);

	return next->sequence; /* FAULT: media_queue_poison */
} /* BEHIND: media_queue_poison */

static int media_queue_add(struct media_queue *queue)
{
	struct media_buffer *buffer = kzalloc(sizeof(*buffer), GFP_KERNEL);

	if (!buffer)
		return -ENOMEM;
	buffer->sequence = queue->count++;
	list_add_tail(&buffer->node, &queue->buffers);
	queue->cursor = buffer;
	return 0;
}

int trigger_media_queue_poison(void)
{
	struct media_queue *queue = kzalloc(sizeof(*queue), GFP_KERNEL);

	if (!queue)
		return -ENOMEM;
	INIT_LIST_HEAD(&queue->buffers);
	if (media_queue_add(queue) || media_queue_add(queue))
		return -ENOMEM;
	list_del(&queue->cursor->node);
	return media_queue_next_sequence(queue);
}
