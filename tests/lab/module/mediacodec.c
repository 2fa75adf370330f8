// SPDX-License-Identifier: GPL-2.0
/* The codec's own module. */
#include <linux/module.h>

#include "mediacodec.h"

/* Drops what was not decoded yet; returns how much that was. */
u32 mediacodec_flush(struct codec_port *port)
{
	u32 pending = port->pending; /* FAULT: codec_flush */

	port->dropped += pending;
	port->pending = 0;
	return pending;
}
EXPORT_SYMBOL_GPL(mediacodec_flush);

MODULE_DESCRIPTION("A codec that the head unit's driver calls into");
MODULE_LICENSE("GPL");
