/*
 * ready: between the head of a request and its making: is there a kept page that answers it, and if not, is the page
 * that is made then to be kept?
 *
 * A page is found by its address (scheme, host, path, the own part of the query) and the currency of the reader's
 * cookie, beside what this build and its settings make of them. It is answered with while all that was told of changes
 * is known (shop/changes); where no database can be asked, for as long as CHANGES_GRACE_MS say.
 *
 *     ready_answer() true: done. Else the page is made, with ready->shown and ready->mark, then ready_made(), and when
 * the answer is on its way ready_end(), in any case.
 */
#ifndef STOA_WEB_READY_H
#define STOA_WEB_READY_H

#include "base/buf.h"
#include "cache/cache.h"
#include "shop/show.h"
#include "web/kept.h"

struct engine;

enum ready_how { READY_PASS, READY_HIT, READY_MISS };

struct ready {
	struct cache *cache; /* NULL where nothing is kept */
	int places;          /* of those who may wait for a page that another makes */
	enum ready_how how;
	const char *question;         /* what the key is a hash of, but for the currency */
	uint8_t key[CACHE_KEY_BYTES]; /* of the page that was looked for */
	bool claimed;
	bool stale; /* what was told meanwhile could not be asked */
	uint64_t mark;
	struct shown shown;
	bool timed; /* shown.until is known */
	bool made;  /* page is to be kept */
	struct kept page;
};

/* Whether the request can be answered so at all; then mark and shown are set. */
bool ready_answer(
    struct engine *, struct ctx *, struct exchange *, struct ready *, struct buf *out, int *status, size_t *sent);
/*
 * After ready_answer(): whether the page was kept before and has changed since. A crowd asks for all of a shop's pages
 * again when something that stands on each of them changes; each of them was counted when it was made first
 * (web/limit.h).
 */
bool ready_had(const struct ready *);
/*
 * Of an answer without an error that was made for everybody (x->for_all): the answer to this reader. The page is kept
 * where it is one that can be.
 */
int ready_made(struct ctx *, struct exchange *, struct ready *, struct buf *out, size_t *sent);
void ready_end(struct ctx *, struct ready *);
/* "hit", "stale", "miss" or "pass", for the log. */
const char *ready_word(const struct ready *);

#endif
