/* SPDX-License-Identifier: GPL-2.0 */
/* A codec: a module of its own, which the head unit's driver hands its ports to. */
#ifndef MEDIACODEC_H
#define MEDIACODEC_H

#include <linux/types.h>

struct codec_port {
	u32 id;
	u32 pending;
	u32 format;
	u32 dropped;
};

u32 mediacodec_flush(struct codec_port *port);

#endif
