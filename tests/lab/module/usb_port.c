// SPDX-License-Identifier: GPL-2.0
/* USB: the port of no link (container_of of NULL), and a transfer to an endpoint that is gone, three calls inlined. */
#include <linux/module.h>
#include <linux/slab.h>

#include "headunit.h"

static inline struct usb_port *to_usb_port(struct usb_link *link)
{
	return container_of(link, struct usb_port, link);
}

static driver_function u32 usb_link_power(struct usb_link *link)
{
	return to_usb_port(link)->power_budget; /* FAULT: usb_link_power */
} /* BEHIND: usb_link_power */

static driver_function u32 usb_port_power(const struct usb_port *port)
{
	return port->power_budget; /* FAULT: usb_port_power */
} /* BEHIND: usb_port_power */

static driver_function u32 usb_active_power(const struct usb_hub_ports *hub)
{
	return usb_port_power(to_usb_port(hub->active)) + hub->count;
}

static inline void usb_endpoint_poll(struct usb_endpoint_info *endpoint, u32 interval)
{
	endpoint->interval = interval; /* FAULT: usb_transfer */
}

static inline void usb_pipe_poll(struct usb_pipe *pipe, u32 frames)
{
	usb_endpoint_poll(pipe->endpoint, frames * 8); /* CALLER: usb_transfer 1 */
}

static inline void usb_transfer_poll(const struct usb_transfer *transfer)
{
	usb_pipe_poll(transfer->pipe, transfer->length + 1); /* CALLER: usb_transfer 2 */
}

static driver_function void usb_transfer_start(struct usb_transfer *transfer)
{
	usb_transfer_poll(transfer); /* CALLER: usb_transfer 3 */
	transfer->started = true;
}

int trigger_usb_link_power(void)
{
	struct usb_hub_ports *hub = kzalloc(sizeof(*hub), GFP_KERNEL);

	return hub ? usb_link_power(hub->active) : -ENOMEM;
}

int trigger_usb_port_power(void)
{
	struct usb_hub_ports *hub = kzalloc(sizeof(*hub), GFP_KERNEL);

	return hub ? usb_active_power(hub) : -ENOMEM;
}

int trigger_usb_transfer(void)
{
	struct usb_transfer *transfer = kzalloc(sizeof(*transfer), GFP_KERNEL);

	if (!transfer)
		return -ENOMEM;
	transfer->pipe = kzalloc(sizeof(*transfer->pipe), GFP_KERNEL);
	if (!transfer->pipe)
		return -ENOMEM;
	usb_transfer_start(transfer);
	return 0;
}
