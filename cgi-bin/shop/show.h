/*
 * show: what an answer shows, and what a change touches, in the same words, so that a kept page goes exactly when
 * something changes that stands on it.
 *
 * A function of shop/ that reads for shoppers says what it has read; one that writes says, inside its transaction, what
 * it has changed. Each word is a tag of the shop: "s" for the shop itself, "p17" for a product.
 */
#ifndef STOA_SHOP_SHOW_H
#define STOA_SHOP_SHOW_H

#include <stddef.h>
#include <stdint.h>

#include "base/ctx.h"
#include "db/db.h"

enum topic {
	TOPIC_SHOP,     /* what stands on every page: settings, theme, categories' names, menus, names of pages. Every
	                   page shows it. What the platform knows of the shop is part of it, too. No id. */
	TOPIC_GOODS,    /* which products there are, and in what order lists, searches and feeds have them. No id. */
	TOPIC_PRODUCT,  /* whatever the page of a product or its card shows */
	TOPIC_CATEGORY, /* the list of a category and those below it, with its counts */
	TOPIC_SHELF,    /* which products are in a category, and in what order: not what they are */
	TOPIC_CONTENT,  /* the home page's blocks, the bodies of pages, redirects. No id. */
	TOPIC__MAX
};

struct shown {
	const char **tags; /* without one twice */
	size_t n;
	int64_t until; /* by itself it changes then; INT64_MAX for never */
	bool all;      /* more than can be told apart: the tag "s" stands for them */
};

/* The name of its tag (cache/cache.h). */
const char *show_name(struct ctx *, enum topic, int64_t id);
/* Does nothing where ctx->shown is NULL. id: 0 where the topic has none. */
void show(struct ctx *, enum topic, int64_t id);
/* What is shown ends or begins at that moment (UTC seconds). */
void show_until(struct ctx *, int64_t when);

/*
 * Before what was shown is kept, once all of it was read: asks when the next price or product of it begins or ends by
 * the clock. A list is one of the whole shop, since what is not on it may come onto it.
 */
enum err_code show_clock(struct ctx *);

/*
 * Inside the transaction on the cell that makes the change, after its writing. ids: NULL where the topic has none. More
 * than a few hundred are told as all of the shop's.
 */
enum err_code change(struct ctx *, enum topic, const int64_t *ids, size_t n);
/* Everything of the shop: it was moved, imported or restored, or settings changed that every page depends on. */
enum err_code change_all(struct ctx *);
/* db_tx_within() of fn, and behind it in the same transaction the change of a topic without id. */
enum err_code change_tx(struct ctx *, enum topic, enum err_code (*fn)(struct ctx *, void *), void *arg);
/* Goods: the products, the lists that they are or were in, with those of the categories above, the shelves that they
 * came to or left; and TOPIC_GOODS. */
struct change_goods {
	struct bigints products, categories, shelves;
};
enum err_code change_goods(struct ctx *, const struct change_goods *);

#endif
