/*
 * told: what was told of changes (shop/show.h), for whoever passes it on to others: who that is asks again and again,
 * and hears of each change until at least `again` seconds after it was made, several times over.
 *
 * A network in between that forgets a page asks us for it anew, and a box may answer with what it kept until it has
 * heard of the change itself: so the last time has to be later than that.
 */
#ifndef STOA_SHOP_TOLD_H
#define STOA_SHOP_TOLD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/ctx.h"

enum { TOLD_SNAPSHOT_BYTES = 1024, TOLD_IDENTITY_BYTES = 256, TOLD_KEYS_MAX = 1000 };

/* How far one has come in a source; all zero at the start. Lives with its owner. */
struct told {
	char identity[TOLD_IDENTITY_BYTES];
	char seen[TOLD_SNAPSHOT_BYTES];  /* all that is visible in it was passed on long enough */
	char later[TOLD_SNAPSHOT_BYTES]; /* takes its place once it is old enough */
	int64_t later_at;                /* when it was taken */
};

/*
 * What the source (a cell; "" for the platform) tells: keys, "t17" for all of a shop, "t17-p5" for what shows its
 * product 5, "t17-any" beside each of a shop; without one twice. *all: anything may have changed, since nothing is
 * known of before; then there are none. now: a clock that only goes on, in seconds. Nothing moves on before
 * told_passed().
 */
struct told_news {
	bool all;
	const char **keys;
	size_t n;
	const char *identity, *snapshot;
};
enum err_code told_ask(struct ctx *, const char *source, const struct told *, struct told_news *);
void told_passed(struct told *, const struct told_news *, int64_t now, int again);

#endif
