// SPDX-License-Identifier: GPL-2.0
/* A tuner that was opened and never tuned: NULL with array elements and with a union behind it. */
#include <linux/module.h>
#include <linux/slab.h>

#include "headunit.h"

static driver_function u32 tuner_favourite_flags(const struct tuner *tuner)
{
	return tuner->bank->stations[3].flags; /* FAULT: tuner_favourite */
} /* BEHIND: tuner_favourite */

static driver_function u32 tuner_station_quality(const struct tuner *tuner, unsigned int station)
{
	return tuner->bank->stations[station].quality; /* FAULT: tuner_station */
} /* BEHIND: tuner_station */

static driver_function u32 tuner_band_level(const struct tuner *tuner, unsigned int band)
{
	return tuner->levels->bands[band]; /* FAULT: tuner_band */
} /* BEHIND: tuner_band */

static driver_function u32 tuner_dab_service(const struct tuner *tuner)
{
	return tuner->request->params.dab.service; /* FAULT: tuner_service */
} /* BEHIND: tuner_service */

static struct tuner *tuner_create(void)
{
	return kzalloc(sizeof(struct tuner), GFP_KERNEL);
}

int trigger_tuner_favourite(void)
{
	struct tuner *tuner = tuner_create();

	return tuner ? tuner_favourite_flags(tuner) : -ENOMEM;
}

int trigger_tuner_station(void)
{
	struct tuner *tuner = tuner_create();

	return tuner ? tuner_station_quality(tuner, 5) : -ENOMEM;
}

int trigger_tuner_band(void)
{
	struct tuner *tuner = tuner_create();

	return tuner ? tuner_band_level(tuner, 7) : -ENOMEM;
}

int trigger_tuner_service(void)
{
	struct tuner *tuner = tuner_create();

	return tuner ? tuner_dab_service(tuner) : -ENOMEM;
}
