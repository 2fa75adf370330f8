// SPDX-License-Identifier: GPL-2.0
/* A navigation client without session, map, request and worker: the kernel's own functions get pointers into NULL. */
#include <linux/module.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "headunit.h"

static driver_function u32 nav_session_lock(struct nav_client *client)
{
	mutex_lock(&client->session->lock);
	client->copied++;
	mutex_unlock(&client->session->lock);
	return client->copied;
}

static driver_function void nav_add_route(struct nav_client *client, struct nav_route *route)
{
	list_add(&route->node, &client->session->routes); /* FAULT: nav_route_add */
}

static driver_function size_t nav_destination_length(const struct nav_client *client)
{
	return strlen(client->session->destination) + client->id;
}

static driver_function void nav_copy_waypoints(struct nav_client *client, size_t size)
{
	memcpy(client->waypoints, client->session->waypoints, size);
	client->copied += size;
}

static driver_function void nav_map_changed(struct nav_client *client)
{
	wake_up(&client->map->readers);
	client->copied = 0;
}

static driver_function void nav_request_done(struct nav_client *client)
{
	complete(&client->request->done);
	client->copied = 0;
}

static driver_function bool nav_start_worker(struct nav_client *client)
{
	bool queued = queue_work(system_wq, &client->worker->work);

	client->copied = 0;
	return queued;
}

static struct nav_client *nav_create_client(void)
{
	return kzalloc(sizeof(struct nav_client), GFP_KERNEL);
}

int trigger_nav_lock(void)
{
	struct nav_client *client = nav_create_client();

	return client ? nav_session_lock(client) : -ENOMEM;
}

int trigger_nav_route_add(void)
{
	struct nav_client *client = nav_create_client();
	struct nav_route *route = kzalloc(sizeof(*route), GFP_KERNEL);

	if (!client || !route)
		return -ENOMEM;
	nav_add_route(client, route);
	return 0;
}

int trigger_nav_destination(void)
{
	struct nav_client *client = nav_create_client();

	return client ? nav_destination_length(client) : -ENOMEM;
}

int trigger_nav_waypoints(void)
{
	struct nav_client *client = nav_create_client();

	if (!client)
		return -ENOMEM;
	nav_copy_waypoints(client, sizeof(client->waypoints) - client->id);
	return 0;
}

int trigger_nav_map(void)
{
	struct nav_client *client = nav_create_client();

	if (!client)
		return -ENOMEM;
	nav_map_changed(client);
	return 0;
}

int trigger_nav_request(void)
{
	struct nav_client *client = nav_create_client();

	if (!client)
		return -ENOMEM;
	nav_request_done(client);
	return 0;
}

int trigger_nav_worker(void)
{
	struct nav_client *client = nav_create_client();

	return client ? nav_start_worker(client) : -ENOMEM;
}
