#include <string.h>

#include "shop/payment.h"

enum { FIRST_ROOM = 128 };

void payment_entries_add(struct ctx *ctx, struct payment_entries *l, struct payment_entry e)
{
	if (l->n == l->room) {
		size_t room = l->room ? 2 * l->room : FIRST_ROOM;
		struct payment_entry *more = ARENA_ARRAY(ctx->arena, room, struct payment_entry);

		if (l->n)
			memcpy(more, l->v, l->n * sizeof *more);
		l->v = more;
		l->room = room;
	}
	l->v[l->n++] = e;
}
