/* SPDX-License-Identifier: GPL-2.0 */
/* USB: ports that are found by what is embedded in them, and transfers. */
#ifndef USB_PORT_H
#define USB_PORT_H

#include <linux/types.h>

struct usb_link {
	u32 state;
	u32 retries;
};

struct usb_port {
	u32 number;
	u32 power_budget;
	char label[40];
	struct usb_link link;
};

struct usb_hub_ports {
	u32 count;
	struct usb_link *active;
};

struct usb_endpoint_info {
	u32 address;
	u32 packet_size;
	u32 interval;
};

struct usb_pipe {
	u32 id;
	struct usb_endpoint_info *endpoint;
};

struct usb_transfer {
	u32 length;
	struct usb_pipe *pipe;
	bool started;
};

#endif
