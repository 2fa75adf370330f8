/* SPDX-License-Identifier: GPL-2.0 */
/* An audio codec, driven through a table of operations. */
#ifndef CODEC_OPS_H
#define CODEC_OPS_H

#include <linux/types.h>

struct codec;

struct codec_ops {
	int (*start)(struct codec *codec);
	int (*stop)(struct codec *codec);
	int (*reset)(struct codec *codec);
	int (*suspend)(struct codec *codec);
};

struct codec {
	u32 id;
	int status;
	const struct codec_ops *ops;
};

#endif
