// SPDX-License-Identifier: GPL-2.0
/* A codec whose table of operations was overwritten: calls into nowhere, into data, and as the last thing done. */
#include <linux/module.h>
#include <linux/slab.h>

#include "headunit.h"

static u32 codec_firmware[16] = { 0x46584d43, 2 };

static driver_function int codec_reset(struct codec *codec)
{
	codec->status = codec->ops->reset(codec); /* FAULT: codec_garbage_call */
	return codec->status;
}

static driver_function int codec_stop(struct codec *codec)
{
	codec->status = codec->ops->stop(codec); /* FAULT: codec_data_call */
	return codec->status;
}

static driver_function int codec_suspend(struct codec *codec)
{
	return codec->ops->suspend(codec); /* FAULT: codec_tail_call */
}

static driver_function int codec_power_down(struct codec *codec)
{
	codec->status = codec_suspend(codec); /* BEHIND: codec_tail_call */
	return codec->status;
}

static struct codec *codec_create(void)
{
	struct codec *codec = kzalloc(sizeof(*codec), GFP_KERNEL);
	struct codec_ops *ops = kzalloc(sizeof(*ops), GFP_KERNEL);

	if (!codec || !ops)
		return NULL;
	ops->reset = (void *)0xdeadbee0ul;
	ops->stop = (void *)codec_firmware;
	codec->ops = ops;
	return codec;
}

int trigger_codec_garbage_call(void)
{
	struct codec *codec = codec_create();

	return codec ? codec_reset(codec) : -ENOMEM;
}

int trigger_codec_data_call(void)
{
	struct codec *codec = codec_create();

	return codec ? codec_stop(codec) : -ENOMEM;
}

int trigger_codec_tail_call(void)
{
	struct codec *codec = codec_create();

	return codec ? codec_power_down(codec) : -ENOMEM;
}
