#include "shop/product_doc.h"

#include "base/log.h"
#include "queries.h"
#include "shop/product_doc_room.h"
#include "shop/product_near.h"
#include "shop/stock.h"
#include "shop/tenant.h"

/* A description has 512 KB at most in a language, and is held several times while it is worked on. */
enum { MADE_BYTES = 1024 * 1024 * 1024, DOCS_BYTES = 256 * 1024 * 1024, DOCS_A_STATEMENT = 125 };

/* Columns of rows to be written. */
struct docs {
	int64_t ids[DOCS_A_STATEMENT], own[DOCS_A_STATEMENT], firsts[DOCS_A_STATEMENT], lengths[DOCS_A_STATEMENT];
	const char *locales[DOCS_A_STATEMENT], *slugs[DOCS_A_STATEMENT], *names[DOCS_A_STATEMENT];
	const char *pictures[DOCS_A_STATEMENT], *alts[DOCS_A_STATEMENT];
	size_t n;
	struct buf bytes;
};

static void queue_docs(struct ctx *ctx, const struct product_made *made, size_t n)
{
	struct docs *d = ARENA_NEW(ctx->arena, struct docs);
	buf_init(&d->bytes, ctx->arena, DOCS_BYTES);
	for (size_t i = 0; i < n; i++) {
		const struct product *p = &made[i].product;
		size_t before = d->bytes.len;
		doc_write(&d->bytes, &made[i]);
		d->ids[i] = p->id;
		d->own[i] = made[i].own_slug;
		d->firsts[i] = (int64_t)before + 1;
		d->lengths[i] = (int64_t)(d->bytes.len - before);
		d->locales[i] = made[i].locale;
		d->slugs[i] = p->slug;
		d->names[i] = p->name;
		d->pictures[i] = p->n_pictures ? p->pictures[0].address : NULL;
		d->alts[i] = p->n_pictures ? p->pictures[0].alt : "";
	}
	BUG_IF(d->bytes.overflow);
	struct doc_put_in in = { .product_ids = { .v = d->ids, .n = n },
		.locales = { .v = d->locales, .n = n },
		.slugs = { .v = d->slugs, .n = n },
		.own_slugs = { .v = d->own, .n = n },
		.names = { .v = d->names, .n = n },
		.pictures = { .v = d->pictures, .n = n },
		.alts = { .v = d->alts, .n = n },
		.firsts = { .v = d->firsts, .n = n },
		.lengths = { .v = d->lengths, .n = n },
		.docs = { .p = (const uint8_t *)buf_str(&d->bytes), .n = d->bytes.len } };
	q_doc_put_queue(ctx, &in);
}

/* made: of each product its languages, step of them; an offer is the same in all. */
static void queue_offers(struct ctx *ctx, const struct product_made *made, size_t n, size_t step)
{
	size_t products = (n + step - 1) / step, n_variants = 0, used = 0;
	for (size_t i = 0; i < n; i += step)
		n_variants += made[i].offer.n_variants;
	int64_t *ids = ARENA_ARRAY(ctx->arena, products, int64_t), *firsts = ARENA_ARRAY(ctx->arena, products, int64_t);
	int64_t *lengths = ARENA_ARRAY(ctx->arena, products, int64_t);
	int64_t *firsts_of = ARENA_ARRAY(ctx->arena, products, int64_t);
	int64_t *lengths_of = ARENA_ARRAY(ctx->arena, products, int64_t);
	int64_t *variants = ARENA_ARRAY(ctx->arena, n_variants, int64_t);
	int64_t *card_firsts = ARENA_ARRAY(ctx->arena, products, int64_t);
	int64_t *card_lengths = ARENA_ARRAY(ctx->arena, products, int64_t);
	struct buf bytes, cards;
	buf_init(&bytes, ctx->arena, DOCS_BYTES);
	buf_init(&cards, ctx->arena, DOCS_BYTES);
	for (size_t i = 0; i < products; i++) {
		const struct product_made *m = &made[i * step];
		ids[i] = m->product.id;
		firsts[i] = (int64_t)bytes.len + 1;
		offer_write(&bytes, &m->offer);
		lengths[i] = (int64_t)bytes.len + 1 - firsts[i];
		firsts_of[i] = (int64_t)used + 1;
		lengths_of[i] = (int64_t)m->offer.n_variants;
		for (size_t k = 0; k < m->offer.n_variants; k++)
			variants[used++] = m->offer.variants[k].id;
		card_firsts[i] = (int64_t)cards.len + 1;
		card_write(&cards, m, step);
		card_lengths[i] = (int64_t)cards.len + 1 - card_firsts[i];
	}
	BUG_IF(bytes.overflow || cards.overflow);
	struct doc_offers_put_in in = { .product_ids = { .v = ids, .n = products },
		.firsts = { .v = firsts, .n = products },
		.lengths = { .v = lengths, .n = products },
		.offers = { .p = (const uint8_t *)buf_str(&bytes), .n = bytes.len },
		.firsts_of = { .v = firsts_of, .n = products },
		.lengths_of = { .v = lengths_of, .n = products },
		.variants = { .v = variants, .n = n_variants },
		.card_firsts = { .v = card_firsts, .n = products },
		.card_lengths = { .v = card_lengths, .n = products },
		.cards = { .p = (const uint8_t *)buf_str(&cards), .n = cards.len } };
	q_doc_offers_put_queue(ctx, &in);
}

/* Only whoever holds the rows sees all that was sold before. */
static enum err_code put_pieces(struct ctx *ctx, struct bigints ids)
{
	return q_doc_pieces_put(ctx, &(struct doc_pieces_put_in){ .product_ids = ids, .few = STOCK_FEW }, NULL);
}

enum err_code product_doc_stock(struct ctx *ctx, struct bigints ids)
{
	struct doc_pieces_lock_row *locked;
	size_t n;
	if (ids.n == 0)
		return ERR_OK;
	enum err_code e = q_doc_pieces_lock(ctx, &(struct doc_pieces_lock_in){ .product_ids = ids }, &locked, &n);
	return e || n == 0 ? e : put_pieces(ctx, ids);
}

static enum err_code put_some(struct ctx *ctx, struct bigints ids)
{
	const struct texts locales = ctx->settings->locales;
	const struct product_made *made;
	size_t n;
	enum err_code e = product_doc_make(ctx, ids, locales, DOC_WHOLE, &made, &n);
	if (e)
		return e;
	if (n > 0) {
		queue_docs(ctx, made, n);
		queue_offers(ctx, made, n, locales.n);
	}
	q_doc_pieces_put_queue(ctx, &(struct doc_pieces_put_in){ .product_ids = ids, .few = STOCK_FEW });
	q_doc_prune_queue(ctx, &(struct doc_prune_in){ .product_ids = ids, .locales = locales });
	return db_flush(ctx);
}

enum err_code product_doc_put(struct ctx *ctx, struct bigints ids)
{
	size_t at_once = DOCS_A_STATEMENT / ctx->settings->locales.n;
	struct near_moved moved;
	enum err_code e = product_near_moved(ctx, ids, &moved);
	BUG_IF(at_once == 0);
	for (size_t i = 0; !e && i < ids.n; i += at_once) {
		struct ctx one = *ctx;
		size_t n = ids.n - i < at_once ? ids.n - i : at_once;
		one.arena = arena_create(MADE_BYTES);
		e = put_some(&one, (struct bigints){ .v = ids.v + i, .n = n });
		if (e)
			err_set(ctx, e, "%s", one.err.text);
		arena_destroy(&one.arena);
	}
	/* Last: it locks neighbours, which whoever writes to the same shelves waits for until the transaction ends. */
	return e ? e : product_near_put(ctx, &moved);
}

enum err_code product_doc_forget(struct ctx *ctx)
{
	enum err_code e = q_doc_forget(ctx, NULL);
	return e ? e : q_doc_forget_cards(ctx, NULL);
}

enum err_code product_doc_forget_attribute(struct ctx *ctx, int64_t attribute_id)
{
	return q_doc_forget_attribute(ctx, &(struct doc_forget_attribute_in){ .attribute_id = attribute_id }, NULL);
}
