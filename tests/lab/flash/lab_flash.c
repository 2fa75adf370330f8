// SPDX-License-Identifier: GPL-2.0
/*
 * NOR flash in RAM that the kernel leaves alone: `start` and `size` in bytes, erased in blocks of `block` bytes. Erasing
 * sets all bits, writing clears some, and whatever is done is there at once, so that a machine without power leaves what
 * real flash would. (phram of the kernel does not do for UBI: it states no size of a write buffer.)
 */
#include <linux/io.h>
#include <linux/kernel.h>
#include <linux/module.h>
#include <linux/mtd/mtd.h>
#include <linux/string.h>

/* What a write may be interrupted after. */
#define WRITE_BUFFER_BYTES 64

static unsigned long start;
static unsigned int size;
static unsigned int block;
module_param(start, ulong, 0400);
module_param(size, uint, 0400);
module_param(block, uint, 0400);

static u8 *cells;

static int flash_read(struct mtd_info *mtd, loff_t from, size_t length, size_t *done, u_char *to)
{
	memcpy(to, cells + from, length);
	*done = length;
	return 0;
}

static int flash_write(struct mtd_info *mtd, loff_t to, size_t length, size_t *done, const u_char *from)
{
	size_t i;

	for (i = 0; i < length; i++)
		cells[to + i] &= from[i];
	*done = length;
	return 0;
}

static int flash_erase(struct mtd_info *mtd, struct erase_info *what)
{
	memset(cells + what->addr, 0xff, what->len);
	return 0;
}

static struct mtd_info flash = {
	.name = "lab-flash",
	.owner = THIS_MODULE,
	.type = MTD_NORFLASH,
	.flags = MTD_CAP_NORFLASH,
	.writesize = 1,
	.writebufsize = WRITE_BUFFER_BYTES,
	._read = flash_read,
	._write = flash_write,
	._erase = flash_erase,
};

static int __init flash_init(void)
{
	int result;

	if (!size || !block || size % block)
		return -EINVAL;
	cells = memremap(start, size, MEMREMAP_WB);
	if (!cells)
		return -ENOMEM;
	flash.size = size;
	flash.erasesize = block;
	result = mtd_device_register(&flash, NULL, 0);
	if (result)
		memunmap(cells);
	return result;
}

static void __exit flash_exit(void)
{
	mtd_device_unregister(&flash);
	memunmap(cells);
}

module_init(flash_init);
module_exit(flash_exit);
MODULE_DESCRIPTION("Flash that outlives the machine's power");
MODULE_LICENSE("GPL");
