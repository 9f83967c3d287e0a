/*
 * walk_room: what the files of the soak `walk` share: the walks, their steps, and what must hold after each.
 */
#ifndef STOA_TESTS_WALK_ROOM_H
#define STOA_TESTS_WALK_ROOM_H

#include "../unit/sale_kit.h"

#include "base/err.h"
#include "shop/state.h"

enum { STEPS_MOST = 32, STEP = 2, MARK = 1024 };

/* One order's way. Everything that happens follows from what stands above the line. */
struct walk {
	int mugs, books; /* pieces; not both 0 */
	const char *method;
	bool pickup;
	char steps[STEPS_MOST * STEP + 1]; /* a letter (walk_acts) and a digit for what is left to chance, each */
	/* ---- */
	int64_t order_id;
	int64_t held[2];       /* pieces of mugs and books that others hold */
	int64_t held_below[2]; /* of these at the second location */
	int64_t notices;       /* that were sent */
	int64_t last_key;      /* the payment that the last notice was about */
	int last_result;       /* of it: enum payment_result */
	const char *unlike;    /* a fault that a step itself has seen; NULL for none */
};

struct act {
	char letter;
	const char *name;
	enum err_code (*go)(struct walk *, int digit);
	int weight;  /* how often it is chosen */
	bool leaves; /* what is refused may leave a trace: a refund that the provider refused */
	bool idle;   /* changes nothing, whatever it answers */
};
extern const struct act walk_acts[];
extern const size_t walk_acts_n;
const struct act *walk_act(char letter);

/* The order, as its walk begins. */
/* The shop, with two locations. */
int walk_begin(void **state);
void walk_place(struct walk *);

/*
 * What does not hold of the walk's order, its stock and its books; NULL where all of it does. mark names the versions
 * of all rows that are looked at: with those of the last call nothing has changed, and what held holds; "" the first
 * time.
 */
const char *walk_fault(const struct walk *, char mark[MARK]);
/* Likewise of the whole shop: what stoactl's checks ask. */
const char *walk_fault_of_all(void);

/* How often each pair of states was changed, and tried where it is forbidden: walk_tally.c. */
void tally_order(int64_t order_id);
/* Tries one of the changes that the table forbids from where the order, or what belongs to it, stands: the one that was
 * tried least. NULL, or what went wrong. */
const char *tally_try_forbidden(const struct walk *, int digit);
/* Of a few allowed changes, chosen by chance, the one that was made least often. */
const struct transition *tally_rare(uint64_t chance);
/* Adds lines "changed AXIS FROM TO N" and "forbidden AXIS FROM TO N". */
void tally_write(FILE *);
/* Where the walk's order, or its newest payment, refund or return, stands; "" for none. */
const char *tally_stands(const struct walk *, enum order_axis, int64_t *id);

#endif
