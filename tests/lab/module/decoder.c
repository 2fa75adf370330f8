// SPDX-License-Identifier: GPL-2.0
/* A decoder on top of the codec's module. A session that never got one is flushed. */
#include <linux/module.h>
#include <linux/slab.h>

#include "headunit.h"

static driver_function u32 decoder_session_flush(struct decoder_session *session)
{
	u32 dropped = mediacodec_flush(&session->decoder->port);

	session->dropped += dropped;
	return dropped;
}

int trigger_codec_flush(void)
{
	struct decoder_session *session = kzalloc(sizeof(*session), GFP_KERNEL);

	if (!session)
		return -ENOMEM;
	return decoder_session_flush(session);
}
