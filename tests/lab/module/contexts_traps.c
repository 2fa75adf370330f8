// SPDX-License-Identifier: GPL-2.0
/* Navigation and telemetry: what a processor traps, and what a driver itself says is wrong. */
#include <linux/bug.h>
#include <linux/compiler.h>
#include <linux/module.h>
#include <linux/preempt.h>
#include <linux/sched.h>
#include <linux/slab.h>

#include "headunit.h"

static driver_function u32 nav_expand_route(u32 leg, u32 legs)
{ /* BEGIN: stack_recursion */
	volatile u32 waypoints[64]; /* LOCALS: stack_recursion */

	if (leg == legs)
		return leg;
	waypoints[leg % 64] = leg; /* FAULT: stack_recursion */
	return nav_expand_route(leg + 1, legs) + waypoints[leg % 64]; /* CALL: stack_recursion */
}

int trigger_stack_recursion(void)
{
	return nav_expand_route(0, U32_MAX) != 0;
}

static struct telemetry *telemetry_create(void)
{
	return kzalloc(sizeof(struct telemetry), GFP_KERNEL);
}

static driver_function u32 telemetry_mean(const struct telemetry *telemetry)
{
	return telemetry->sum / telemetry->samples; /* FAULT: divide_error */
}

int trigger_divide_error(void)
{
	struct telemetry *telemetry = telemetry_create();

	if (!telemetry)
		return -ENOMEM;
	return telemetry_mean(telemetry) != 0;
}

/* ARM's division by zero is reported and goes on. What comes of it crashes. */
int trigger_divide_report(void)
{
	struct telemetry *telemetry = telemetry_create();

	if (!telemetry)
		return -ENOMEM;
	telemetry->window = telemetry_mean(telemetry);
	return telemetry->header->version; /* FAULT: divide_report */
}

#if defined(CONFIG_THUMB2_KERNEL)
#define UNDEFINED_INSTRUCTION ".inst.n 0xde00"
#elif defined(CONFIG_ARM)
#define UNDEFINED_INSTRUCTION ".inst 0xe7f000f0"
#elif defined(CONFIG_ARM64)
#define UNDEFINED_INSTRUCTION ".inst 0"
#else
#define UNDEFINED_INSTRUCTION ".byte 0x0f, 0x20, 0xe8" /* mov from cr5, which there is not */
#endif

static driver_function u32 telemetry_checksum(struct telemetry *telemetry)
{
	asm volatile(UNDEFINED_INSTRUCTION); /* FAULT: undefined_instruction */
	return telemetry->sum;
}

int trigger_undefined_instruction(void)
{
	struct telemetry *telemetry = telemetry_create();

	if (!telemetry)
		return -ENOMEM;
	return telemetry_checksum(telemetry) != 0;
}

static driver_function u32 telemetry_sequence(struct telemetry_header *header)
{
	u32 sequence = 0;

#if defined(CONFIG_ARM64)
	asm volatile("ldxr %w0, %1" : "=r"(sequence) : "Q"(header->sequence)); /* ARM64: alignment_fault */
#elif defined(CONFIG_ARM)
	asm volatile("ldrex %0, %1" : "=r"(sequence) : "Q"(header->sequence)); /* ARM: alignment_fault */
#endif
	return sequence;
}

int trigger_alignment_fault(void)
{
	struct telemetry_header *header = kzalloc(sizeof(*header), GFP_KERNEL);

	if (!header)
		return -ENOMEM;
	return telemetry_sequence(header) != 0;
}

static driver_function u32 telemetry_flush(struct telemetry *telemetry)
{
	BUG_ON(telemetry->window == 0); /* FAULT: bug_check */
	return telemetry->dropped; /* BEHIND: bug_check */
}

int trigger_bug_check(void)
{
	struct telemetry *telemetry = telemetry_create();

	if (!telemetry)
		return -ENOMEM;
	return telemetry_flush(telemetry) != 0;
}

static driver_function void telemetry_drop(struct telemetry *telemetry)
{
	WARN(!telemetry->header, "telemetry: packet without header\n"); /* WARNING: warn_then_null */
	telemetry->dropped++;
}

static driver_function u8 telemetry_version(const struct telemetry *telemetry)
{
	return telemetry->header->version; /* FAULT: warn_then_null */
} /* BEHIND: warn_then_null */

int trigger_warn_then_null(void)
{
	struct telemetry *telemetry = telemetry_create();

	if (!telemetry)
		return -ENOMEM;
	telemetry_drop(telemetry);
	return telemetry_version(telemetry);
}

static driver_function u32 nav_count_legs(const struct nav_itinerary *route)
{
	return route->legs; /* FAULT: atomic_sleep */
} /* BEHIND: atomic_sleep */

/* Sleeps where it must not, which the kernel reports; the crash comes later. */
int trigger_atomic_sleep(void)
{
	preempt_disable();
	schedule_timeout_uninterruptible(1);
	preempt_enable();
	return nav_count_legs(NULL);
}
