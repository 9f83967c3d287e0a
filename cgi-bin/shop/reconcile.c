#include "shop/reconcile.h"

#include "base/str.h"
#include "queries.h"

enum { EDGE = 86400 };

struct work {
	const struct payment_provider *provider;
	int64_t from, to;
	const struct payment_entry *entries;
	size_t n_entries;
	bool *met; /* by the entries' index: a refund that was found among ours */
	struct difference *v;
	size_t n;
};

static void differ(struct work *w, enum difference_kind kind, struct difference d)
{
	d.kind = kind;
	w->v[w->n++] = d;
}

static bool same(struct money a, struct money b)
{
	return a.minor == b.minor && str_eq(a.currency, b.currency);
}

static bool inside(const struct work *w, const struct payment_entry *e)
{
	return e->at >= w->from && e->at < w->to;
}

static const struct payment_entry *entry_of(const struct work *w, const char *ref, bool refund)
{
	for (size_t i = 0; i < w->n_entries; i++)
		if ((w->entries[i].of != NULL) == refund && str_eq(w->entries[i].ref, ref))
			return &w->entries[i];
	return NULL;
}

/* A refund made by hand is known by what it goes back on and how much it is, where its own id was not told. */
static const struct payment_entry *refund_like(const struct work *w, const char *of, struct money amount)
{
	for (size_t i = 0; i < w->n_entries; i++)
		if (w->entries[i].of && !w->met[i] && str_eq(w->entries[i].of, of) &&
		    same(w->entries[i].amount, amount))
			return &w->entries[i];
	return NULL;
}

static enum err_code their_takings(struct ctx *ctx, struct work *w, size_t *n)
{
	enum err_code err = ERR_OK;

	*n = 0;
	for (size_t i = 0; i < w->n_entries && !err; i++) {
		const struct payment_entry *e = &w->entries[i];
		struct taking_by_ref_row t;

		if (e->of || !inside(w, e))
			continue;
		++*n;
		err = q_taking_by_ref_one(
		    ctx, &(struct taking_by_ref_in){ .provider = w->provider->name, .ref = e->ref }, &t);
		if (err == ERR_NOT_FOUND) {
			differ(w, DIFFERENCE_UNKNOWN, (struct difference){ .ref = e->ref, .theirs = e->amount });
			err = ERR_OK;
		} else if (!err && !same(money_of(t.amount_minor, t.currency), e->amount))
			differ(w, DIFFERENCE_AMOUNT,
			    (struct difference){ .order = t.number,
			        .ref = e->ref,
			        .ours = money_of(t.amount_minor, t.currency),
			        .theirs = e->amount });
	}
	return err;
}

static enum err_code our_takings(struct ctx *ctx, struct work *w)
{
	struct takings_between_in in = { .provider = w->provider->name, .from = w->from, .to = w->to };
	struct takings_between_row *rows;
	size_t n;
	enum err_code err = q_takings_between(ctx, &in, &rows, &n);

	if (err)
		return err;
	w->v = ARENA_ARRAY(ctx->arena, n + w->n_entries, struct difference);
	for (size_t i = 0; i < n; i++)
		if (!entry_of(w, rows[i].ref, false))
			differ(w, DIFFERENCE_MISSING,
			    (struct difference){ .order = rows[i].number,
			        .ref = rows[i].ref,
			        .ours = money_of(rows[i].amount_minor, rows[i].currency) });
	return ERR_OK;
}

static void compare_refund(struct work *w, const struct refunds_between_row *r, struct difference *room)
{
	struct money ours = payment_moves(w->provider, money_of(r->amount_minor, r->currency));
	const struct payment_entry *e = entry_of(w, r->ref, true);

	if (!e)
		e = refund_like(w, r->taking, ours);
	if (e)
		w->met[e - w->entries] = true;
	if (e && same(e->amount, ours))
		return;
	if (!e && (r->at < w->from || r->at >= w->to))
		return;
	*room = (struct difference){ .kind = e ? DIFFERENCE_AMOUNT : DIFFERENCE_MISSING,
		.refund = true,
		.order = r->number,
		.ref = r->ref,
		.ours = ours };
	if (e)
		room->theirs = e->amount;
	w->n++;
}

static enum err_code refunds(struct ctx *ctx, struct work *w, size_t *n)
{
	struct refunds_between_in in = { .provider = w->provider->name, .from = w->from - EDGE, .to = w->to + EDGE };
	struct refunds_between_row *rows;
	struct difference *v;
	size_t n_rows;
	enum err_code err = q_refunds_between(ctx, &in, &rows, &n_rows);

	if (err)
		return err;
	v = ARENA_ARRAY(ctx->arena, w->n + n_rows + w->n_entries, struct difference);
	for (size_t i = 0; i < w->n; i++)
		v[i] = w->v[i];
	w->v = v;
	for (size_t i = 0; i < n_rows; i++)
		compare_refund(w, &rows[i], &w->v[w->n]);
	*n = 0;
	for (size_t i = 0; i < w->n_entries; i++) {
		const struct payment_entry *e = &w->entries[i];

		if (!e->of || !inside(w, e))
			continue;
		++*n;
		if (!w->met[i])
			differ(w, DIFFERENCE_UNKNOWN,
			    (struct difference){ .refund = true, .ref = e->ref, .theirs = e->amount });
	}
	return ERR_OK;
}

enum err_code reconcile(
    struct ctx *ctx, const struct payment_provider *provider, int64_t from, int64_t to, struct reconciling *out)
{
	struct work w = { .provider = provider, .from = from, .to = to };
	enum err_code err;

	*out = (struct reconciling){ .n = 0 };
	if (!provider->list)
		return err_set(ctx, ERR_CONFLICT, "provider %s keeps no list", provider->name);
	err = provider->list(ctx, from - EDGE, to + EDGE, &w.entries, &w.n_entries);
	if (err)
		return err;
	w.met = ARENA_ARRAY(ctx->arena, w.n_entries, bool);
	err = our_takings(ctx, &w);
	if (!err)
		err = their_takings(ctx, &w, &out->takings);
	if (!err)
		err = refunds(ctx, &w, &out->refunds);
	out->v = w.v;
	out->n = w.n;
	return err;
}
