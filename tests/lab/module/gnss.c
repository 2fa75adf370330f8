// SPDX-License-Identifier: GPL-2.0
/*
 * A satellite receiver: a variable of the module that is NULL, an error used as a pointer, a pointer out of a freed
 * session, and a user program's pointer that is used as it came.
 */
#include <linux/err.h>
#include <linux/mm.h>
#include <linux/mman.h>
#include <linux/module.h>
#include <linux/slab.h>

#include "headunit.h"

/* Where the user program's report is: high enough not to be taken for NULL, below all that the program has mapped. */
#define USER_REPORT 0x20000000ul

static struct gnss_receiver *gnss_receiver;

static driver_function u32 gnss_satellites(void)
{
	return gnss_receiver->satellites; /* FAULT: gnss_variable */
} /* BEHIND: gnss_variable */

static driver_function u32 gnss_clock_drift(const struct gnss_session *session)
{
	return session->clock->drift; /* FAULT: gnss_clock_error */
} /* BEHIND: gnss_clock_error */

static driver_function void gnss_invalidate_fix(struct gnss_session *session)
{
	session->fix->valid = 0; /* FAULT: gnss_freed_fix */
}

static driver_function u32 gnss_report_count(const struct gnss_session *session)
{
	return session->report->count; /* FAULT: gnss_user_read */
} /* BEHIND: gnss_user_read */

static driver_function void gnss_report_status(struct gnss_session *session)
{
	session->report->status = 1; /* FAULT: gnss_user_write */
}

static struct gnss_session *gnss_create_session(void)
{
	return kzalloc(sizeof(struct gnss_session), GFP_KERNEL);
}

int trigger_gnss_variable(void)
{
	gnss_receiver = NULL;
	return gnss_satellites();
}

int trigger_gnss_clock_error(void)
{
	struct gnss_session *session = gnss_create_session();

	if (!session)
		return -ENOMEM;
	session->clock = ERR_PTR(-EINVAL);
	return gnss_clock_drift(session);
}

int trigger_gnss_freed_fix(void)
{
	struct gnss_session *session = gnss_create_session();

	if (!session)
		return -ENOMEM;
	kfree(session);
	gnss_invalidate_fix(session);
	return 0;
}

int trigger_gnss_user_read(void)
{
	struct gnss_session *session = gnss_create_session();

	if (!session)
		return -ENOMEM;
	session->report = (struct gnss_report *)USER_REPORT;
	return gnss_report_count(session);
}

/* The program's page is there, but read-only: without PAN or SMAP a page that may be written would not fault. */
int trigger_gnss_user_write(void)
{
	struct gnss_session *session = gnss_create_session();
	unsigned long flags = MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED | MAP_POPULATE;

	if (!session || vm_mmap(NULL, USER_REPORT, PAGE_SIZE, PROT_READ, flags, 0) != USER_REPORT)
		return -ENOMEM;
	session->report = (struct gnss_report *)USER_REPORT;
	gnss_report_status(session);
	return 0;
}
