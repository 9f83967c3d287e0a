#include "config.h"

#include "base/behind.h"

#include <sched.h>
#include <sys/resource.h>

void behind_step(void)
{
	const struct sched_param none = { .sched_priority = 0 };
	sched_setscheduler(0, SCHED_BATCH, &none);
	setpriority(PRIO_PROCESS, 0, getpriority(PRIO_PROCESS, 0) + BEHIND_NICE);
}
