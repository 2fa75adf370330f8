/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The types of an imaginary head unit's driver: a socket to a remote processor, audio, a media queue, a playlist, a CAN
 * link, Bluetooth and a decoder. Shaped like real drivers, so that faults in them look like real faults.
 */
#ifndef HEADUNIT_H
#define HEADUNIT_H

#include <linux/kref.h>
#include <linux/list.h>
#include <linux/mutex.h>
#include <linux/rbtree.h>
#include <linux/types.h>
#include <linux/wait.h>

#include "can_bus.h"
#include "codec_ops.h"
#include "contexts.h"
#include "display.h"
#include "gnss.h"
#include "media_pool.h"
#include "mediacodec.h"
#include "nav.h"
#include "triggers.gen.h"
#include "tuner.h"
#include "usb_port.h"

struct rpmsg_device;
struct rpmsg_endpoint;

typedef void (*rpmsg_rx_cb_t)(struct rpmsg_device *rpdev, void *data, int len, void *priv, u32 src);

struct rpmsg_endpoint_ops {
	void (*destroy_ept)(struct rpmsg_endpoint *ept);
	int (*send)(struct rpmsg_endpoint *ept, void *data, int len);
};

struct rpmsg_endpoint {
	struct rpmsg_device *rpdev;
	struct kref refcount;
	rpmsg_rx_cb_t cb;
	struct mutex cb_lock;
	u32 addr;
	u32 tx_credits;
	const struct rpmsg_endpoint_ops *ops;
	void *priv;
};

struct rpmsg_device {
	char name[40];
	u32 src;
	u32 dst;
	bool announce;
	struct rpmsg_endpoint *ept;
};

struct rpmsg_sock {
	struct list_head elem;
	struct mutex lock;
	wait_queue_head_t readq;
	struct rpmsg_device *rpdev;
	u32 rproc_id;
	bool unregister_rpdev;
};

struct audio_format {
	u16 channels;
	u16 bits;
	u32 rate;
};

struct audio_ring {
	u8 *data;
	size_t size;
	u32 head;
	u32 tail;
	struct audio_format format;
};

struct audio_route {
	char sink[64];
	u32 gain[8];
	struct audio_ring ring;
	u32 period_frames;
};

struct audio_stream {
	u32 id;
	u32 flags;
	struct audio_route *route;
};

struct audio_session {
	struct list_head node;
	pid_t owner;
	struct audio_stream *stream;
};

struct media_buffer {
	struct list_head node;
	void *data;
	u32 length;
	u64 timestamp;
	u32 sequence;
};

struct media_queue {
	struct list_head buffers;
	u32 count;
	struct media_buffer *cursor;
};

struct playlist_track {
	u32 id;
	u32 duration_ms;
	char title[40];
	struct rb_node node;
};

struct playlist {
	struct rb_root tracks;
	u32 count;
	struct playlist_track *playing;
};

struct can_link;

struct can_link_ops {
	int (*open)(struct can_link *link);
	int (*send)(struct can_link *link, const void *frame, size_t size);
	int (*suspend)(struct can_link *link);
	int (*resume)(struct can_link *link);
	void (*close)(struct can_link *link);
};

struct can_link {
	const char *name;
	const struct can_link_ops *ops;
	u32 bitrate;
	u32 errors;
	bool up;
};

struct bt_profile {
	char name[16];
	u16 uuid;
	u16 version;
	u32 connections;
};

struct bt_adapter {
	u8 address[6];
	char name[30];
	u32 link_quality;
};

struct bt_device {
	struct list_head node;
	bool paired;
	struct bt_adapter *adapter;
	struct bt_profile *profile;
};

struct media_decoder {
	char name[32];
	struct codec_port port;
};

struct decoder_session {
	u32 id;
	u32 dropped;
	struct media_decoder *decoder;
};

/* A function that is compiled as if its callers were unknown, like most of a driver's. */
#ifdef __clang__
/* clang has no noipa; a function that is also used from where it cannot see must take any argument. */
#define driver_function noinline __used
#else
#define driver_function noinline __attribute__((__noipa__))
#endif

int rpmsg_sock_init(void);
void rpmsg_sock_exit(void);

#endif
