#include "tally.h"

#include <stddef.h>
#include <stdio.h>

static size_t bucket_of(int64_t us)
{
	uint64_t v = us < 0 ? 0 : (uint64_t)us;
	if (v < 64)
		return (size_t)v;
	int octave = 63 - __builtin_clzll(v);
	size_t i = (size_t)(octave - 5) * 64 + ((v >> (octave - 6)) & 63);
	return i < TALLY_BUCKETS ? i : TALLY_BUCKETS - 1;
}

static int64_t value_of(size_t i)
{
	if (i < 64)
		return (int64_t)i;
	size_t octave = i / 64 + 5;
	return (int64_t)((64 + i % 64) << (octave - 6));
}

void tally_took(struct tally *t, int64_t window, int64_t us)
{
	if (window < 0 || window >= TALLY_WINDOWS)
		return;
	t->window[window][bucket_of(us)]++;
	if (us > t->slowest[window])
		t->slowest[window] = us;
}

void tally_add(struct tally *to, const struct tally *from)
{
	to->clicks += from->clicks;
	to->requests += from->requests;
	to->failed += from->failed;
	to->late += from->late;
	to->adds += from->adds;
	to->orders += from->orders;
	to->connects += from->connects;
	to->lost += from->lost;
	to->bytes += from->bytes;
	for (int w = 0; w < TALLY_WINDOWS; w++) {
		for (size_t i = 0; i < TALLY_BUCKETS; i++)
			to->window[w][i] += from->window[w][i];
		if (from->slowest[w] > to->slowest[w])
			to->slowest[w] = from->slowest[w];
	}
}

static int64_t quantile(const int64_t *buckets, double q)
{
	int64_t sum = 0, seen = 0;
	for (size_t i = 0; i < TALLY_BUCKETS; i++)
		sum += buckets[i];
	for (size_t i = 0; i < TALLY_BUCKETS; i++) {
		seen += buckets[i];
		if (seen > 0 && (double)seen >= q * (double)sum)
			return value_of(i);
	}
	return 0;
}

int64_t tally_quantile(const struct tally *t, int window, double q)
{
	return quantile(t->window[window], q);
}

void tally_print(const struct tally *all)
{
	const struct {
		const char *name;
		int64_t value;
	} counts[] = { { "clicks", all->clicks }, { "requests", all->requests }, { "failed", all->failed },
		{ "late", all->late }, { "adds", all->adds }, { "orders", all->orders }, { "connects", all->connects },
		{ "lost", all->lost }, { "bytes", all->bytes } };
	for (size_t i = 0; i < sizeof counts / sizeof *counts; i++)
		printf("%s %lld\n", counts[i].name, (long long)counts[i].value);
	for (int w = 0; w < TALLY_WINDOWS; w++) {
		int64_t n = 0;
		for (size_t i = 0; i < TALLY_BUCKETS; i++)
			n += all->window[w][i];
		printf("window%d.requests %lld\nwindow%d.p50 %lld\nwindow%d.p95 %lld\nwindow%d.p99 %lld\nwindow%d.p999 "
		       "%lld\n"
		       "window%d.max %lld\n",
		    w, (long long)n, w, (long long)quantile(all->window[w], 0.5), w,
		    (long long)quantile(all->window[w], 0.95), w, (long long)quantile(all->window[w], 0.99), w,
		    (long long)quantile(all->window[w], 0.999), w, (long long)all->slowest[w]);
	}
}
