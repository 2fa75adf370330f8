// SPDX-License-Identifier: GPL-2.0
/*
 * Makes the kernel log what does not stop it. A number written to a parameter below /sys/module/lab_noise/parameters is
 * how often:
 *   warn    the same WARN(), with a pause of `pause_ms` behind each
 *   lines   a line of 64 characters, without a pause
 *   lost    another WARN(), of a second place
 */
#include <linux/bug.h>
#include <linux/delay.h>
#include <linux/kernel.h>
#include <linux/module.h>

static unsigned int pause_ms;
module_param(pause_ms, uint, 0600);

static unsigned int told;

static noinline void codec_underrun(unsigned int number)
{
	WARN(1, "codec: buffer underrun\n");
	told = number;
}

static noinline void tuner_lost(unsigned int number)
{
	WARN(1, "tuner: no answer\n");
	told = number;
}

static noinline void mixer_line(unsigned int number)
{
	pr_info("mixer: line %08u of a flood that nobody reads..........\n", number);
	told = number;
}

static int repeat(const char *value, void (*say)(unsigned int), unsigned int pause)
{
	unsigned int times, number;
	int result = kstrtouint(value, 10, &times);

	if (result)
		return result;
	for (number = 0; number < times; number++) {
		say(number);
		if (pause)
			msleep(pause);
		else
			cond_resched();
	}
	return 0;
}

static int set_warn(const char *value, const struct kernel_param *parameter)
{
	return repeat(value, codec_underrun, pause_ms);
}

static int set_lost(const char *value, const struct kernel_param *parameter)
{
	return repeat(value, tuner_lost, pause_ms);
}

static int set_lines(const char *value, const struct kernel_param *parameter)
{
	return repeat(value, mixer_line, 0);
}

static const struct kernel_param_ops warn_ops = { .set = set_warn };
static const struct kernel_param_ops lost_ops = { .set = set_lost };
static const struct kernel_param_ops lines_ops = { .set = set_lines };
module_param_cb(warn, &warn_ops, NULL, 0200);
module_param_cb(lost, &lost_ops, NULL, 0200);
module_param_cb(lines, &lines_ops, NULL, 0200);

static int __init noise_init(void)
{
	return 0;
}

static void __exit noise_exit(void)
{
}

module_init(noise_init);
module_exit(noise_exit);
MODULE_DESCRIPTION("Logs what does not stop the machine");
MODULE_LICENSE("GPL");
