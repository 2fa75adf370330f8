/* SPDX-License-Identifier: GPL-2.0 */
/* Navigation: sessions, requests and workers, each with something of the kernel's inside. */
#ifndef NAV_H
#define NAV_H

#include <linux/completion.h>
#include <linux/list.h>
#include <linux/mutex.h>
#include <linux/types.h>
#include <linux/wait.h>
#include <linux/workqueue.h>

struct nav_session {
	u32 id;
	u32 state;
	u32 owner;
	u32 distance_m;
	char destination[32];
	u8 waypoints[64];
	struct list_head routes;
	struct mutex lock;
};

struct nav_route {
	struct list_head node;
	u32 length_m;
};

struct nav_map {
	u32 id;
	u32 version;
	wait_queue_head_t readers;
};

struct nav_request {
	u32 id;
	u32 status;
	struct completion done;
};

struct nav_worker {
	u32 id;
	u32 pending;
	struct work_struct work;
};

struct nav_client {
	u32 id;
	u32 copied;
	struct nav_session *session;
	struct nav_map *map;
	struct nav_request *request;
	struct nav_worker *worker;
	u8 waypoints[64];
};

#endif
