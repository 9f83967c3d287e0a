/*
 * outbox_hint: hints in the cell (cell.due) tell which shop has work that is due, so that nobody needs to ask all of
 * them. A hint is added in the transaction that promises, and taken away; it is never changed. A hint that was lost
 * delays work until the shop's outbox is swept (outbox_announce()), and loses none.
 *
 * Shops take turns: who was visited gets a hint for now and stands behind those that wait, however much it has queued.
 */
#ifndef STOA_SHOP_OUTBOX_HINT_H
#define STOA_SHOP_OUTBOX_HINT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/ctx.h"
#include "shop/outbox.h"

/* Queues a hint for the shop of the scope; OUTBOX_LANE__MAX: for all lanes. */
void outbox_hint(struct ctx *, enum outbox_lane, int64_t due_at);

/* Tenants of the scope's cell with due hints for one of the lanes, whose turn is next first, at most OUTBOX_DUE_MAX. */
enum { OUTBOX_DUE_MAX = 100 };
enum err_code outbox_due(struct ctx *, unsigned lanes, const int64_t **tenants, size_t *n);
/*
 * After the due jobs of ctx's shop were tried: takes the lanes' due hints away and leaves one for the job of each lane
 * that can be taken next, so that a shop with queued jobs always has a hint, whoever dies when. unserved: lanes for
 * which none is left, since nobody does such work here.
 */
enum err_code outbox_settle(struct ctx *, unsigned lanes, unsigned unserved);
/* Makes sure that each lane of ctx's shop that has queued work has its hint. */
enum err_code outbox_announce(struct ctx *, unsigned unserved);
/* Takes the lanes' due hints of a shop away that cannot be entered now, and leaves one for later; until 0 leaves none.
 */
enum err_code outbox_set_aside(struct ctx *, unsigned lanes, int64_t tenant_id, int64_t until);

#endif
