#include "web/fault.h"

#ifdef __SANITIZE_ADDRESS__

#include <fcntl.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

enum { PATH_BYTES = 512 };

void fault_before_storing(const struct conf *conf, int64_t tenant_id)
{
	const struct timespec moment = { .tv_nsec = 5 * 1000 * 1000 };
	char wait[PATH_BYTES], reached[PATH_BYTES + 16];
	snprintf(wait, sizeof wait, "%s/fault-store-%lld", conf->runtime_dir, (long long)tenant_id);
	snprintf(reached, sizeof reached, "%s.reached", wait);
	if (access(wait, F_OK) == -1)
		return;
	int fd = open(reached, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
	if (fd != -1)
		close(fd);
	while (access(wait, F_OK) == 0)
		nanosleep(&moment, NULL);
}

#else
/* A file of the standard holds something (C11 6.9). */
typedef int fault_is_off;
#endif
