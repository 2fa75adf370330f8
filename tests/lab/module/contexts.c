// SPDX-License-Identifier: GPL-2.0
/* A radio whose tuner is missing: in a timer, in an interrupt, in a workqueue. */
#include <linux/delay.h>
#include <linux/kernel.h>
#include <linux/module.h>
#include <linux/panic.h>
#include <linux/slab.h>

#include "headunit.h"

static struct radio *radio_create(void)
{
	return kzalloc(sizeof(struct radio), GFP_KERNEL);
}

/* The crash comes while the caller sleeps. */
static int radio_wait(void)
{
	msleep(3000);
	return -ETIMEDOUT;
}

static void radio_poll(struct timer_list *timer)
{
	struct radio *radio = from_timer(radio, timer, poll);

	radio->polls += radio->tuner->strength; /* FAULT: timer_null */
}

int trigger_timer_null(void)
{
	struct radio *radio = radio_create();

	if (!radio)
		return -ENOMEM;
	timer_setup(&radio->poll, radio_poll, 0);
	mod_timer(&radio->poll, jiffies + HZ / 10);
	return radio_wait();
}

static void radio_heartbeat_lost(struct timer_list *timer)
{
	struct radio *radio = from_timer(radio, timer, poll);

	panic("radio: no heartbeat after %u polls", radio->polls);
}

int trigger_timer_panic(void)
{
	struct radio *radio = radio_create();

	if (!radio)
		return -ENOMEM;
	radio->polls = 3;
	timer_setup(&radio->poll, radio_heartbeat_lost, 0);
	mod_timer(&radio->poll, jiffies + HZ / 10);
	return radio_wait();
}

static void radio_received(struct irq_work *work)
{
	struct radio *radio = container_of(work, struct radio, received);

	radio->tuner->frequency_khz = 98500; /* FAULT: irq_null */
}

int trigger_irq_null(void)
{
	struct radio *radio = radio_create();

	if (!radio)
		return -ENOMEM;
	init_irq_work(&radio->received, radio_received);
	irq_work_queue(&radio->received);
	return radio_wait();
}

static void radio_scan(struct work_struct *work)
{
	struct radio *radio = container_of(work, struct radio, scan);

	radio->polls = radio->tuner->station->pi_code; /* FAULT: work_null */
}

int trigger_work_null(void)
{
	struct radio *radio = radio_create();

	if (!radio)
		return -ENOMEM;
	radio->tuner = kzalloc(sizeof(*radio->tuner), GFP_KERNEL);
	if (!radio->tuner)
		return -ENOMEM;
	INIT_WORK(&radio->scan, radio_scan);
	schedule_work(&radio->scan);
	return radio_wait();
}

static driver_function void radio_store_station(struct work_struct *work)
{
	struct radio *radio = container_of(work, struct radio, scan);

	BUG_ON(!radio->tuned); /* FAULT: work_bug */
	radio->polls++;
} /* BEHIND: work_bug */

int trigger_work_bug(void)
{
	struct workqueue_struct *queue = alloc_workqueue("radio_scan", 0, 1);
	struct radio *radio = radio_create();

	if (!radio || !queue)
		return -ENOMEM;
	INIT_WORK(&radio->scan, radio_store_station);
	queue_work(queue, &radio->scan);
	return radio_wait();
}
