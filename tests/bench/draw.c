#include "draw.h"

uint64_t draw_seed(uint64_t number)
{
	return (number + 1) * UINT64_C(0x9e3779b97f4a7c15);
}

uint64_t draw(uint64_t *seed)
{
	*seed ^= *seed >> 12;
	*seed ^= *seed << 25;
	*seed ^= *seed >> 27;
	return *seed * UINT64_C(2685821657736338717);
}

double draw_unit(uint64_t *seed)
{
	return (double)(draw(seed) >> 11) / 9007199254740992.0;
}

size_t draw_weighted(uint64_t *seed, const double *up_to, size_t n)
{
	double at = draw_unit(seed) * up_to[n - 1];
	size_t low = 0, high = n - 1;
	while (low < high) {
		size_t middle = (low + high) / 2;
		if (up_to[middle] > at)
			high = middle;
		else
			low = middle + 1;
	}
	return low;
}
