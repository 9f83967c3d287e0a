/*
 * arrange: things that people put in order, and the addresses of what has a page of its own.
 */
#ifndef STOA_SHOP_ARRANGE_H
#define STOA_SHOP_ARRANGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/ctx.h"
#include "db/db.h"
#include "kit/localized.h"
#include "shop/catalog.h"

enum arrange_step { ARRANGE_UP, ARRANGE_DOWN };

/* Moves id one place among ids; nothing happens at the ends. False where it is none of them. */
bool arrange_move(int64_t *ids, size_t n, int64_t id, enum arrange_step);
/* Puts id, which is one of ids, before another (0: last). False where either is none of them. */
bool arrange_before(int64_t *ids, size_t n, int64_t id, int64_t before);

/*
 * The addresses of a thing in the shop's locales, inside a transaction. A typed one is written as addresses are; where
 * none is typed, it is made from the name, with a number where that is taken; without a name there is none. What an
 * address was before stays and leads to the thing. Refused at "slug_<locale>": slug_form where nothing is left of what
 * was typed, slug_taken where it leads or once led to something else.
 */
enum err_code arrange_slugs(
    struct ctx *, enum slug_kind, int64_t id, const struct localized *names, const struct localized *typed);
/* The current ones, as arrange_slugs takes them. */
enum err_code arrange_slugs_get(struct ctx *, enum slug_kind, int64_t id, struct localized *out);
/* Inside a transaction: all addresses of one thing lead to another, or nowhere (to_id 0). */
enum err_code arrange_slugs_give(struct ctx *, enum slug_kind, int64_t from_id, int64_t to_id);
/* "category", "product", "page", as the database has it. */
const char *arrange_kind(enum slug_kind);

#endif
