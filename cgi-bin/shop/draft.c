#include "shop/draft.h"

#include <inttypes.h>

#include "base/str.h"
#include "kit/text.h"
#include "queries.h"
#include "shop/draft_room.h"
#include "shop/staff.h"

enum { LISTED = 50, FOUND = 20 };

static enum err_code add(struct ctx *ctx, struct draft_add_in *in, int64_t *id)
{
	struct draft_add_row row;
	in->staff_id = ctx->staff->id;
	in->now = ctx->now;
	enum err_code e = q_draft_add_one(ctx, in, &row);
	*id = e ? 0 : row.id;
	return e;
}

enum err_code draft_create(struct ctx *ctx, int64_t *id)
{
	struct draft_add_in in = {
		.order_id_null = true,
		.locale = ctx->settings->default_locale,
		.currency = ctx->settings->currency,
		.email = "",
		.phone = "",
		.name = "",
		.company = "",
		.line1 = "",
		.line2 = "",
		.city = "",
		.region = "",
		.postcode = "",
		.country = ctx->settings->country,
		.shipping = "",
		.shipping_label = "",
		.shipping_minor_null = true,
		.payment_method = "",
	};
	return add(ctx, &in, id);
}

/* The way that the order travels, if it can still be chosen; else as it was agreed. */
static void take_shipping(struct ctx *ctx, const struct order *o, int64_t method_id, struct draft_add_in *in)
{
	in->shipping_label = "";
	in->shipping_minor_null = true;
	if (o->pickup_id) {
		in->shipping = arena_printf(ctx->arena, "p%" PRId64, o->pickup_id);
	} else if (method_id || str_empty(o->shipping_label)) {
		in->shipping = method_id ? arena_printf(ctx->arena, "m%" PRId64, method_id) : "";
	} else {
		in->shipping = DRAFT_SHIPPING_OWN;
		in->shipping_label = o->shipping_label;
		in->shipping_minor = o->shipping.minor;
		in->shipping_minor_null = false;
	}
}

struct opening {
	const struct order *order;
	struct draft_add_in in;
	int64_t id;
};

static enum err_code open_tx(struct ctx *ctx, void *arg)
{
	struct opening *o = arg;
	enum err_code e = add(ctx, &o->in, &o->id);
	struct draft_lines_of_order_in lines = { .draft_id = o->id, .order_id = o->order->id };
	return e ? e : q_draft_lines_of_order(ctx, &lines, NULL);
}

enum err_code draft_of_order(struct ctx *ctx, int64_t order_id, int64_t *id)
{
	const struct order *o;
	struct order_edit_ways_row ways;
	enum err_code e = order_by_id(ctx, order_id, &o);
	if (!e && !order_can(o).edit)
		e = err_set(ctx, ERR_CONFLICT, "order %" PRId64 " cannot change any more", order_id);
	if (!e)
		e = q_order_edit_ways_one(ctx, &(struct order_edit_ways_in){ .id = order_id }, &ways);
	if (e)
		return e;
	struct opening opening = { .order = o,
		.in = {
		    .order_id = o->id,
		    .order_edits = o->edits,
		    .locale = o->locale,
		    .currency = o->total.currency,
		    .email = o->email,
		    .phone = o->phone,
		    .name = o->address.name,
		    .company = o->address.company,
		    .line1 = o->address.line1,
		    .line2 = o->address.line2,
		    .city = o->address.city,
		    .region = o->address.region,
		    .postcode = o->address.postcode,
		    .country = o->address.country,
		    .payment_method = o->payment_method,
		} };
	take_shipping(ctx, o, ways.method_id, &opening.in);
	e = db_tx(ctx, open_tx, &opening);
	*id = opening.id;
	return e;
}

static void take_head(const struct draft_get_row *r, struct draft *out)
{
	*out = (struct draft){
		.id = r->id,
		.order_id = r->order_id,
		.order_edits = r->order_edits,
		.version = r->version,
		.open = str_eq(r->state, "open"),
		.locale = r->locale,
		.currency = r->currency,
		.contact = {
		    .email = r->email,
		    .phone = r->phone,
		    .address = {
		        .name = r->name,
		        .company = r->company,
		        .line1 = r->line1,
		        .line2 = r->line2,
		        .city = r->city,
		        .region = r->region,
		        .postcode = r->postcode,
		        .country = r->country,
		    },
		},
		.shipping = r->shipping,
		.shipping_label = r->shipping_label,
		.shipping_minor = r->shipping_minor_null ? -1 : r->shipping_minor,
		.payment_method = r->payment_method,
		.note = r->note,
		.updated_at = r->updated_at,
	};
}

enum err_code draft_get(struct ctx *ctx, int64_t id, struct draft *out)
{
	struct draft_get_row head;
	struct draft_line_rows_row *rows;
	size_t n;
	enum err_code e = q_draft_get_one(ctx, &(struct draft_get_in){ .id = id }, &head);
	if (!e)
		e = q_draft_line_rows(ctx, &(struct draft_line_rows_in){ .id = id }, &rows, &n);
	if (e)
		return e;
	take_head(&head, out);
	out->lines = ARENA_ARRAY(ctx->arena, n + 1, struct draft_line);
	out->n_lines = n;
	for (size_t i = 0; i < n; i++)
		out->lines[i] = (struct draft_line){
			.variant_id = rows[i].variant_id, .quantity = rows[i].quantity, .unit_minor = rows[i].unit_minor
		};
	return ERR_OK;
}

static enum err_code put_lines(struct ctx *ctx, const struct draft *d)
{
	int64_t *ids = ARENA_ARRAY(ctx->arena, d->n_lines, int64_t);
	int64_t *quantities = ARENA_ARRAY(ctx->arena, d->n_lines, int64_t);
	int64_t *minors = ARENA_ARRAY(ctx->arena, d->n_lines, int64_t);
	for (size_t i = 0; i < d->n_lines; i++) {
		ids[i] = d->lines[i].variant_id;
		quantities[i] = d->lines[i].quantity;
		minors[i] = d->lines[i].unit_minor;
	}
	struct draft_lines_put_in in = {
		.draft_id = d->id,
		.variants = { ids, d->n_lines },
		.quantities = { quantities, d->n_lines },
		.minors = { minors, d->n_lines },
	};
	enum err_code e = q_draft_lines_clear(ctx, &(struct draft_lines_clear_in){ .draft_id = d->id }, NULL);
	return e || d->n_lines == 0 ? e : q_draft_lines_put(ctx, &in, NULL);
}

static enum err_code save_tx(struct ctx *ctx, void *arg)
{
	const struct draft *d = arg;
	const struct address *a = &d->contact.address;
	struct draft_save_in in = {
		.id = d->id,
		.version = d->version,
		.locale = d->locale,
		.currency = d->currency,
		.email = d->contact.email,
		.phone = d->contact.phone,
		.name = a->name,
		.company = a->company,
		.line1 = a->line1,
		.line2 = a->line2,
		.city = a->city,
		.region = a->region,
		.postcode = a->postcode,
		.country = a->country,
		.shipping = d->shipping,
		.shipping_label = d->shipping_label,
		.shipping_minor = d->shipping_minor,
		.shipping_minor_null = d->shipping_minor < 0,
		.payment_method = d->payment_method,
		.note = d->note,
		.now = ctx->now,
	};
	int64_t affected;
	enum err_code e = q_draft_save(ctx, &in, &affected);
	if (!e && affected == 0)
		e = err_set(ctx, ERR_CONFLICT, "draft %" PRId64 " has changed", d->id);
	return e ? e : put_lines(ctx, d);
}

enum err_code draft_save(struct ctx *ctx, const struct draft *d)
{
	return db_tx(ctx, save_tx, (void *)(uintptr_t)d);
}

enum err_code draft_delete(struct ctx *ctx, int64_t id)
{
	return q_draft_forget(ctx, &(struct draft_forget_in){ .id = id }, NULL);
}

enum err_code draft_list(struct ctx *ctx, const struct draft_row **out, size_t *n)
{
	struct drafts_row *rows;
	enum err_code e = q_drafts(ctx, &(struct drafts_in){ .max_rows = LISTED }, &rows, n);
	if (e)
		return e;
	struct draft_row *v = ARENA_ARRAY(ctx->arena, *n, struct draft_row);
	for (size_t i = 0; i < *n; i++)
		v[i] = (struct draft_row){
			.id = rows[i].id,
			.name = rows[i].name,
			.email = rows[i].email,
			.pieces = rows[i].pieces,
			.updated_at = rows[i].updated_at,
		};
	*out = v;
	return ERR_OK;
}

enum err_code draft_search(
    struct ctx *ctx, const struct draft *d, const char *search, const struct draft_find **out, size_t *n)
{
	struct draft_search_in in = {
		.draft_id = d->id,
		.search = str_trim(ctx->arena, search),
		.locale = ctx->locale,
		.default_locale = ctx->settings->default_locale,
		.max_rows = FOUND,
	};
	struct draft_search_row *rows;
	enum err_code e = q_draft_search(ctx, &in, &rows, n);
	if (e)
		return e;
	struct draft_find *v = ARENA_ARRAY(ctx->arena, *n, struct draft_find);
	for (size_t i = 0; i < *n; i++)
		v[i] = (struct draft_find){
			.variant_id = rows[i].variant_id,
			.name = rows[i].name,
			.options =
			    text_pairs(ctx->arena, ctx->locale, NULL, rows[i].option_values.v, rows[i].option_values.n),
			.sku = rows[i].sku,
			.available = rows[i].available,
			.endless = rows[i].endless,
		};
	*out = v;
	return ERR_OK;
}
