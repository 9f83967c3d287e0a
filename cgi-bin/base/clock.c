#include "base/clock.h"

#include <stdlib.h>
#include <time.h>

#include "base/str.h"

int64_t clock_now(void)
{
	const int64_t century = INT64_C(100) * 366 * 86400;
	const char *shift = getenv("STOA_TEST_NOW_OFFSET");
	int64_t offset = 0;

	if (shift)
		str_to_int(shift, -century, century, &offset);
	return (int64_t)time(NULL) + offset;
}
