#include "shop/picture.h"

#include <inttypes.h>

#include "base/log.h"
#include "base/str.h"
#include "db/db.h"
#include "queries.h"
#include "shop/outbox.h"
#include "shop/product_doc.h"
#include "shop/show.h"

enum { ASK_AT_ONCE = 200 };

static const char *const errors[] = {
	[PICTURE_ADDRESS] = "address",
	[PICTURE_INWARD] = "inward",
	[PICTURE_AWAY] = "away",
	[PICTURE_MISSING] = "missing",
	[PICTURE_LARGE] = "large",
	[PICTURE_KIND] = "kind",
	[PICTURE_SIZE] = "size",
	[PICTURE_BROKEN] = "broken",
};
_Static_assert(sizeof errors / sizeof errors[0] == PICTURE_ERROR__MAX, "each error has its name");

const char *picture_error_name(enum picture_error error)
{
	return errors[error];
}

static enum err_code keep_tx(struct ctx *ctx, const struct picture_file *f, bool shared, struct picture_kept *out)
{
	struct media_add_row row;
	struct media_add_in in = { .hash = f->hash,
		.kind = f->kind,
		.address = f->address,
		.bytes = f->bytes,
		.now = ctx->now,
		.shared = shared };
	enum err_code e = q_media_add_one(ctx, &in, &row);

	if (e)
		return e;
	*out = (struct picture_kept){ .media_id = row.id, .address = row.address };
	return str_eq(row.state, "waiting") ? outbox_add_work(ctx, OUTBOX_PICTURE_SIZES, row.id, 0) : ERR_OK;
}

/* What pictures these products have stands on their pages and cards, and in feeds. */
static enum err_code tell(struct ctx *ctx, const int64_t *product_ids, size_t n)
{
	const struct bigints ids = { .v = product_ids, .n = n };
	enum err_code e = n == 0 ? ERR_OK : product_doc_put(ctx, ids);

	return e || n == 0 ? e : change_goods(ctx, &(struct change_goods){ .products = ids });
}

struct keeping {
	const struct picture_file *file;
	struct picture_kept *kept;
};

static enum err_code keep(struct ctx *ctx, void *arg)
{
	const struct keeping *k = arg;

	return keep_tx(ctx, k->file, true, k->kept);
}

enum err_code picture_keep(struct ctx *ctx, const struct picture_file *file, struct picture_kept *out)
{
	return db_tx(ctx, keep, &(struct keeping){ .file = file, .kept = out });
}

enum err_code picture_list(struct ctx *ctx, int64_t product_id, const struct picture_row **out, size_t *n)
{
	struct picture_list_row *rows;
	enum err_code e = q_picture_list(ctx, &(struct picture_list_in){ .product_id = product_id }, &rows, n);

	if (e)
		return e;
	struct picture_row *v = ARENA_ARRAY(ctx->arena, *n, struct picture_row);
	for (size_t i = 0; i < *n; i++)
		v[i] = (struct picture_row){ .id = rows[i].id,
			.variant_id = rows[i].variant_id,
			.address = rows[i].address,
			.source = rows[i].source_address,
			.error = rows[i].fetch_error,
			.alt = rows[i].alt };
	*out = v;
	return ERR_OK;
}

enum err_code picture_missing(struct ctx *ctx, int64_t product_id, int64_t *n)
{
	struct picture_missing_row row;
	enum err_code e = q_picture_missing_one(ctx, &(struct picture_missing_in){ .product_id = product_id }, &row);

	*n = e ? 0 : row.pictures;
	return e;
}

struct adding {
	int64_t product_id;
	const char *field;
	const struct picture_file *file;
};

/* The product's row is locked first: two that add at once do not take the same place. */
static enum err_code add(struct ctx *ctx, void *arg)
{
	const struct adding *a = arg;
	struct picture_last_row last;
	struct picture_kept kept;
	int64_t found;
	enum err_code e =
	    q_picture_touch(ctx, &(struct picture_touch_in){ .product_id = a->product_id, .now = ctx->now }, &found);

	if (!e && found == 0)
		return err_set(ctx, ERR_NOT_FOUND, "no product %" PRId64, a->product_id);
	if (!e)
		e = q_picture_last_one(ctx, &(struct picture_last_in){ .product_id = a->product_id }, &last);
	if (e)
		return e;
	if (last.pictures >= PICTURES_A_PRODUCT)
		return refuse(ctx, a->field, "picture_limit", arena_printf(ctx->arena, "%d", PICTURES_A_PRODUCT), NULL);
	e = keep_tx(ctx, a->file, false, &kept);
	if (e)
		return e;
	e = q_picture_add(ctx,
	    &(struct picture_add_in){ .product_id = a->product_id,
	        .media_id = kept.media_id,
	        .address = kept.address,
	        .width = a->file->width,
	        .height = a->file->height,
	        .position = last.position + 1 },
	    NULL);
	return e ? e : tell(ctx, &a->product_id, 1);
}

enum err_code picture_add(struct ctx *ctx, int64_t product_id, const char *field, const struct picture_file *file)
{
	return db_tx(ctx, add, &(struct adding){ .product_id = product_id, .field = field, .file = file });
}

struct saving {
	int64_t product_id;
	const struct picture_change *v;
	size_t n;
};

static enum err_code remove_some(struct ctx *ctx, int64_t product_id, struct bigints gone)
{
	struct picture_remove_row *rows;
	size_t n;
	enum err_code e =
	    q_picture_remove(ctx, &(struct picture_remove_in){ .ids = gone, .product_id = product_id }, &rows, &n);

	for (size_t i = 0; !e && i < n; i++)
		if (rows[i].media_id != 0)
			e = outbox_add_work(ctx, OUTBOX_PICTURE_DROP, rows[i].media_id, rows[i].id);
	return e;
}

enum err_code picture_drop_all_tx(struct ctx *ctx, int64_t product_id)
{
	struct picture_list_row *rows;
	size_t n;
	enum err_code e = q_picture_list(ctx, &(struct picture_list_in){ .product_id = product_id }, &rows, &n);

	if (e)
		return e;
	int64_t *ids = ARENA_ARRAY(ctx->arena, n, int64_t);
	for (size_t i = 0; i < n; i++)
		ids[i] = rows[i].id;
	return n == 0 ? ERR_OK : remove_some(ctx, product_id, (struct bigints){ .v = ids, .n = n });
}

static enum err_code save(struct ctx *ctx, void *arg)
{
	const struct saving *s = arg;
	int64_t *gone = ARENA_ARRAY(ctx->arena, s->n, int64_t);
	size_t n_gone = 0;
	enum err_code e =
	    q_picture_touch(ctx, &(struct picture_touch_in){ .product_id = s->product_id, .now = ctx->now }, NULL);

	for (size_t i = 0; !e && i < s->n; i++) {
		const struct picture_change *c = &s->v[i];

		if (c->remove) {
			gone[n_gone++] = c->id;
			continue;
		}
		e = q_picture_change(ctx,
		    &(struct picture_change_in){ .id = c->id,
		        .product_id = s->product_id,
		        .variant_id = c->variant_id,
		        .variant_id_null = c->variant_id == 0,
		        .alt = c->alt,
		        .position = (int64_t)i },
		    NULL);
	}
	if (!e && n_gone > 0)
		e = remove_some(ctx, s->product_id, (struct bigints){ .v = gone, .n = n_gone });
	return e ? e : tell(ctx, &s->product_id, 1);
}

enum err_code picture_save(struct ctx *ctx, int64_t product_id, const struct picture_change *v, size_t n)
{
	return db_tx(ctx, save, &(struct saving){ .product_id = product_id, .v = v, .n = n });
}

enum err_code picture_ask_tx(struct ctx *ctx, int64_t product_id, int64_t id)
{
	struct picture_ask_row row;
	enum err_code e = q_picture_ask_one(ctx, &(struct picture_ask_in){ .id = id, .product_id = product_id }, &row);

	return e ? e : outbox_add_work(ctx, OUTBOX_PICTURE_FETCH, id, row.fetch_round);
}

struct asking {
	int64_t product_id, id;
};

static enum err_code ask(struct ctx *ctx, void *arg)
{
	const struct asking *a = arg;

	return picture_ask_tx(ctx, a->product_id, a->id);
}

enum err_code picture_ask(struct ctx *ctx, int64_t product_id, int64_t id)
{
	return db_tx(ctx, ask, &(struct asking){ .product_id = product_id, .id = id });
}

enum err_code picture_ask_all(struct ctx *ctx)
{
	struct picture_unasked_row *rows;
	size_t n;
	enum err_code e = q_picture_unasked(ctx, &(struct picture_unasked_in){ .max_rows = ASK_AT_ONCE }, &rows, &n);

	for (size_t i = 0; !e && i < n; i++) {
		e = picture_ask(ctx, rows[i].product_id, rows[i].id);
		/* Taken away meanwhile. */
		if (e == ERR_NOT_FOUND)
			e = ERR_OK;
	}
	return e;
}

enum err_code picture_source(struct ctx *ctx, int64_t id, const char **source)
{
	struct picture_source_row row;
	enum err_code e = q_picture_source_one(ctx, &(struct picture_source_in){ .id = id }, &row);

	if (!e && (row.address || str_empty(row.source_address)))
		return err_set(ctx, ERR_NOT_FOUND, "picture %" PRId64 " is there", id);
	if (!e)
		*source = row.source_address;
	return e;
}

struct fetching {
	int64_t id;
	const struct picture_file *file;
};

static enum err_code fetched(struct ctx *ctx, void *arg)
{
	const struct fetching *f = arg;
	struct picture_kept kept;
	struct picture_fetched_row *rows;
	size_t n;
	enum err_code e = keep_tx(ctx, f->file, false, &kept);

	if (e)
		return e;
	e = q_picture_fetched(ctx,
	    &(struct picture_fetched_in){ .id = f->id,
	        .media_id = kept.media_id,
	        .address = kept.address,
	        .width = f->file->width,
	        .height = f->file->height },
	    &rows, &n);
	return e || n == 0 ? e : tell(ctx, &rows[0].product_id, 1);
}

enum err_code picture_fetched(struct ctx *ctx, int64_t id, const struct picture_file *file)
{
	return db_tx(ctx, fetched, &(struct fetching){ .id = id, .file = file });
}

enum err_code picture_not_fetched(struct ctx *ctx, int64_t id, enum picture_error error)
{
	BUG_IF(error >= PICTURE_ERROR__MAX);
	return q_picture_not_fetched(ctx, &(struct picture_not_fetched_in){ .id = id, .error = errors[error] }, NULL);
}

enum err_code picture_media(struct ctx *ctx, int64_t media_id, struct picture_media *out)
{
	struct media_by_id_row row;
	enum err_code e = q_media_by_id_one(ctx, &(struct media_by_id_in){ .id = media_id }, &row);

	if (!e)
		*out = (struct picture_media){
			.id = row.id, .kind = row.kind, .address = row.address, .waiting = str_eq(row.state, "waiting")
		};
	return e;
}

enum err_code picture_free(struct ctx *ctx, int64_t media_id, struct picture_media *out)
{
	struct media_free_row row;
	enum err_code e = q_media_free_one(ctx, &(struct media_free_in){ .id = media_id }, &row);

	if (!e)
		*out = (struct picture_media){ .id = media_id, .kind = row.kind, .address = row.address };
	return e;
}

struct sizing {
	const struct picture_media *media;
	const char *address;
};

/* Where the address stood. */
struct moved {
	struct media_moved_pictures_row *pictures;
	struct media_moved_blocks_row *blocks;
	struct media_moved_hero_row *hero;
	struct media_moved_logo_row *logo;
	size_t n_pictures, n_blocks, n_hero, n_logo;
};

static enum err_code tell_moved(struct ctx *ctx, const struct moved *m)
{
	int64_t *ids = ARENA_ARRAY(ctx->arena, m->n_pictures, int64_t);
	enum err_code e = ERR_OK;

	for (size_t i = 0; i < m->n_pictures; i++)
		ids[i] = m->pictures[i].product_id;
	if (m->n_hero + m->n_logo > 0)
		return change_all(ctx);
	if (m->n_blocks > 0)
		e = change(ctx, TOPIC_CONTENT, NULL, 0);
	return e ? e : tell(ctx, ids, m->n_pictures);
}

static enum err_code sized(struct ctx *ctx, void *arg)
{
	const struct sizing *s = arg;
	const char *before = s->media->address, *now = s->address ? s->address : before;
	struct moved m = { 0 };

	q_media_done_queue(ctx,
	    &(struct media_done_in){ .id = s->media->id, .address = now, .state = s->address ? "done" : "failed" });
	if (s->address) {
		q_media_moved_pictures_queue(ctx,
		    &(struct media_moved_pictures_in){ .id = s->media->id, .address = now }, &m.pictures,
		    &m.n_pictures);
		q_media_moved_blocks_queue(
		    ctx, &(struct media_moved_blocks_in){ .before = before, .address = now }, &m.blocks, &m.n_blocks);
		q_media_moved_hero_queue(
		    ctx, &(struct media_moved_hero_in){ .before = before, .address = now }, &m.hero, &m.n_hero);
		q_media_moved_logo_queue(
		    ctx, &(struct media_moved_logo_in){ .before = before, .address = now }, &m.logo, &m.n_logo);
	}
	enum err_code e = db_flush(ctx);
	return e ? e : tell_moved(ctx, &m);
}

enum err_code picture_sized(struct ctx *ctx, const struct picture_media *media, const char *address)
{
	return db_tx(ctx, sized, &(struct sizing){ .media = media, .address = address });
}
