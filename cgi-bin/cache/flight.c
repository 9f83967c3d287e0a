#include "config.h"

#include "cache/flight.h"

#include <fcntl.h>
#include <string.h>

static bool set(int fd, short type, off_t at, off_t n)
{
	struct flock bytes = { .l_type = type, .l_whence = SEEK_SET, .l_start = at, .l_len = n };
	return fcntl(fd, F_OFD_SETLK, &bytes) == 0;
}

bool flight_lock(int fd, off_t at, off_t n)
{
	return set(fd, F_WRLCK, at, n);
}

void flight_unlock(int fd, off_t at, off_t n)
{
	set(fd, F_UNLCK, at, n);
}

off_t flight_place(const uint8_t *key)
{
	uint32_t low;
	memcpy(&low, key, sizeof low);
	return FLIGHT_FIRST + (off_t)low;
}
