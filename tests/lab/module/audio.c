// SPDX-License-Identifier: GPL-2.0
/* Audio sessions. A stream that was never routed is asked for its latency. */
#include <linux/module.h>
#include <linux/slab.h>

#include "headunit.h"

static inline u32 audio_route_rate(const struct audio_route *route)
{
	return route->ring.format.rate; /* FAULT: audio_latency */
}

static inline u32 audio_stream_frames(const struct audio_stream *stream, u32 milliseconds)
{
	return audio_route_rate(stream->route) * milliseconds / 1000; /* CALLER: audio_latency 1 */
}

static noinline u32 audio_session_latency(const struct audio_session *session, u32 milliseconds)
{
	u32 frames = audio_stream_frames(session->stream, milliseconds); /* CALLER: audio_latency 2 */

	return frames + session->stream->route->period_frames; /* BEHIND: audio_latency */
}

int trigger_audio_latency(void)
{
	struct audio_session *session = kzalloc(sizeof(*session), GFP_KERNEL);

	if (!session)
		return -ENOMEM;
	session->stream = kzalloc(sizeof(*session->stream), GFP_KERNEL);
	if (!session->stream)
		return -ENOMEM;
	return audio_session_latency(session, 20);
}
