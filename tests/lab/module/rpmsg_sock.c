// SPDX-License-Identifier: GPL-2.0
/*
 * /dev/rpmsg-sock: a socket to a service on the remote processor. When the remote processor stops while a socket is
 * open, its endpoint goes away and closing the socket writes through NULL.
 */
#include <linux/fs.h>
#include <linux/miscdevice.h>
#include <linux/module.h>
#include <linux/slab.h>

#include "headunit.h"

static LIST_HEAD(rpmsg_socks);
static DEFINE_MUTEX(rpmsg_socks_lock);
static struct rpmsg_device *media_service;

static int rpmsg_sock_open(struct inode *inode, struct file *file)
{
	struct rpmsg_sock *rpsk = kzalloc(sizeof(*rpsk), GFP_KERNEL);

	if (!rpsk)
		return -ENOMEM;
	mutex_init(&rpsk->lock);
	init_waitqueue_head(&rpsk->readq);
	rpsk->rpdev = media_service;
	rpsk->rpdev->ept->priv = rpsk;
	mutex_lock(&rpmsg_socks_lock);
	list_add_tail(&rpsk->elem, &rpmsg_socks);
	mutex_unlock(&rpmsg_socks_lock);
	file->private_data = rpsk;
	return 0;
}

static int rpmsg_sock_release(struct inode *inode, struct file *file)
{
	struct rpmsg_sock *rpsk = file->private_data;

	mutex_lock(&rpmsg_socks_lock);
	list_del(&rpsk->elem);
	mutex_unlock(&rpmsg_socks_lock);
	rpsk->rpdev->ept->priv = NULL; /* FAULT: rpmsg_sock_release */
	wake_up_interruptible(&rpsk->readq);
	kfree(rpsk);
	return 0;
}

static void rpmsg_destroy_ept(struct rpmsg_device *rpdev)
{
	kfree(rpdev->ept);
	rpdev->ept = NULL;
}

/* The remote processor stops. The crash comes later, when the open socket is closed. */
int trigger_rpmsg_sock_release(void)
{
	rpmsg_destroy_ept(media_service);
	return 0;
}

static const struct file_operations rpmsg_sock_fops = {
	.owner = THIS_MODULE,
	.open = rpmsg_sock_open,
	.release = rpmsg_sock_release,
};

static struct miscdevice rpmsg_sock_device = {
	.minor = MISC_DYNAMIC_MINOR,
	.name = "rpmsg-sock",
	.fops = &rpmsg_sock_fops,
};

static struct rpmsg_device *rpmsg_create_device(const char *name)
{
	struct rpmsg_device *rpdev = kzalloc(sizeof(*rpdev), GFP_KERNEL);

	if (!rpdev)
		return NULL;
	strscpy(rpdev->name, name, sizeof(rpdev->name));
	rpdev->ept = kzalloc(sizeof(*rpdev->ept), GFP_KERNEL);
	if (!rpdev->ept) {
		kfree(rpdev);
		return NULL;
	}
	rpdev->ept->rpdev = rpdev;
	kref_init(&rpdev->ept->refcount);
	mutex_init(&rpdev->ept->cb_lock);
	return rpdev;
}

static void rpmsg_remove_device(struct rpmsg_device *rpdev)
{
	rpmsg_destroy_ept(rpdev);
	kfree(rpdev);
}

int rpmsg_sock_init(void)
{
	int result;

	media_service = rpmsg_create_device("rpmsg-media");
	if (!media_service)
		return -ENOMEM;
	result = misc_register(&rpmsg_sock_device);
	if (result)
		rpmsg_remove_device(media_service);
	return result;
}

void rpmsg_sock_exit(void)
{
	misc_deregister(&rpmsg_sock_device);
	rpmsg_remove_device(media_service);
}
