#include "shop/feed.h"

#include <string.h>

#include "base/str.h"
#include "queries.h"
#include "shop/show.h"
#include "shop/tenant.h"

struct feed_rows {
	struct feed_products_row *products;
	struct feed_variants_row *variants;
	struct feed_options_row *options;
	struct feed_pictures_row *pictures;
	size_t n_products, n_variants, n_options, n_pictures;
};

static enum err_code fetch(struct ctx *ctx, struct bigints ids, struct feed_rows *r)
{
	const struct settings *s = ctx->settings;
	*r = (struct feed_rows){ 0 };
	q_feed_products_queue(ctx,
	    &(struct feed_products_in){
	        .ids = ids, .locale = ctx->locale, .default_locale = s->default_locale, .points = FEED_POINTS },
	    &r->products, &r->n_products);
	q_feed_variants_queue(ctx, &(struct feed_variants_in){ .ids = ids, .currency = s->currency, .at = ctx->now },
	    &r->variants, &r->n_variants);
	q_feed_options_queue(ctx,
	    &(struct feed_options_in){ .ids = ids, .locale = ctx->locale, .default_locale = s->default_locale },
	    &r->options, &r->n_options);
	q_feed_pictures_queue(ctx, &(struct feed_pictures_in){ .ids = ids }, &r->pictures, &r->n_pictures);
	return db_flush(ctx);
}

/* Every row begins with its product's id, and the rows are ordered by it. */
_Static_assert(offsetof(struct feed_variants_row, product_id) == 0, "the id first");
_Static_assert(offsetof(struct feed_options_row, product_id) == 0, "the id first");
_Static_assert(offsetof(struct feed_pictures_row, product_id) == 0, "the id first");

struct span {
	size_t first, n;
};

static int64_t id_at(const void *rows, size_t size, size_t i)
{
	int64_t id;
	memcpy(&id, (const char *)rows + i * size, sizeof id);
	return id;
}

/* The product's rows. Searched, since products come in an order of their own. */
static struct span span_of(const void *rows, size_t n, size_t size, int64_t product_id)
{
	struct span s = { 0 };
	size_t end = n;
	while (s.first < end) {
		size_t middle = s.first + (end - s.first) / 2;
		if (id_at(rows, size, middle) < product_id)
			s.first = middle + 1;
		else
			end = middle;
	}
	while (s.first + s.n < n && id_at(rows, size, s.first + s.n) == product_id)
		s.n++;
	return s;
}

static const struct feed_options_row *option_of(const struct feed_options_row *rows, size_t n, int64_t value_id)
{
	for (size_t i = 0; i < n; i++)
		if (rows[i].value_id == value_id)
			return &rows[i];
	return NULL;
}

static void set_options(
    struct ctx *ctx, struct feed_variant *v, struct bigints values, const struct feed_options_row *rows, size_t n)
{
	struct feed_option *out = ARENA_ARRAY(ctx->arena, values.n, struct feed_option);
	for (size_t i = 0; i < values.n; i++) {
		const struct feed_options_row *row = option_of(rows, n, values.v[i]);
		if (row)
			out[v->n_options++] =
			    (struct feed_option){ .code = row->code, .name = row->name, .value = row->value };
	}
	v->options = out;
}

static void set_variants(struct ctx *ctx, const struct feed_rows *r, struct feed_product *p)
{
	struct span variants = span_of(r->variants, r->n_variants, sizeof *r->variants, p->id);
	struct span options = span_of(r->options, r->n_options, sizeof *r->options, p->id);
	struct feed_variant *v = ARENA_ARRAY(ctx->arena, variants.n, struct feed_variant);
	const char *currency = ctx->settings->currency;
	for (size_t i = 0; i < variants.n; i++) {
		const struct feed_variants_row *row = &r->variants[variants.first + i];
		v[i] = (struct feed_variant){ .id = row->id,
			.barcode = row->barcode,
			.grams = row->grams,
			.price = money_of(row->minor, currency),
			.compare = money_of(row->compare_minor > row->minor ? row->compare_minor : 0, currency),
			.can_buy = row->can_buy };
		set_options(ctx, &v[i], row->option_values, r->options + options.first, options.n);
	}
	p->variants = v;
	p->n_variants = variants.n;
}

static void set_pictures(struct ctx *ctx, const struct feed_rows *r, struct feed_product *p)
{
	struct span own = span_of(r->pictures, r->n_pictures, sizeof *r->pictures, p->id);
	struct feed_picture *v = ARENA_ARRAY(ctx->arena, own.n, struct feed_picture);
	for (size_t i = 0; i < own.n; i++) {
		const struct feed_pictures_row *row = &r->pictures[own.first + i];
		v[i] = (struct feed_picture){ .address = row->address,
			.variant_id = row->variant_id_null ? 0 : row->variant_id };
	}
	p->pictures = v;
	p->n_pictures = own.n;
}

static enum err_code read_products(struct ctx *ctx, struct bigints ids, struct feed *out)
{
	struct feed_rows r;
	*out = (struct feed){ 0 };
	if (ids.n == 0)
		return ERR_OK;
	enum err_code e = fetch(ctx, ids, &r);
	if (e)
		return e;
	struct feed_product *v = ARENA_ARRAY(ctx->arena, r.n_products, struct feed_product);
	for (size_t i = 0; i < r.n_products; i++) {
		const struct feed_products_row *row = &r.products[i];
		struct feed_product *p = &v[out->n];
		*p = (struct feed_product){ .id = row->id,
			.name = row->name,
			.slug = row->slug,
			.text = row->text,
			.vendor = row->vendor,
			.category_id = row->category_id_null ? 0 : row->category_id,
			.created_at = row->created_at };
		set_variants(ctx, &r, p);
		set_pictures(ctx, &r, p);
		/* What cannot be bought has no page. */
		out->n += p->n_variants > 0;
	}
	out->v = v;
	out->last_id = ids.v[ids.n - 1];
	return ERR_OK;
}

enum err_code feed_after(struct ctx *ctx, int64_t after, struct feed *out)
{
	struct ids_feed_row row = { 0 };
	show(ctx, TOPIC_GOODS, 0);
	enum err_code e =
	    q_ids_feed_one(ctx, &(struct ids_feed_in){ .after = after, .max_rows = FEED_PRODUCTS + 1 }, &row);
	if (e)
		return e;
	bool more = row.ids.n > FEED_PRODUCTS;
	e = read_products(ctx, (struct bigints){ .v = row.ids.v, .n = more ? FEED_PRODUCTS : row.ids.n }, out);
	out->more = more;
	return e;
}

enum err_code feed_newest(struct ctx *ctx, int64_t limit, struct feed *out)
{
	struct ids_latest_row row = { 0 };
	show(ctx, TOPIC_GOODS, 0);
	enum err_code e = q_ids_latest_one(ctx, &(struct ids_latest_in){ .max_rows = limit }, &row);
	return e ? e : read_products(ctx, row.ids, out);
}

bool gtin_is_public(const char *s)
{
	static const char *const own[] = { "02", "04", "2", "05", "98", "99" };
	size_t n = s ? strlen(s) : 0;
	if ((n != 8 && n != 12 && n != 13 && n != 14) || strspn(s, "0123456789") != n || strspn(s, "0") == n)
		return false;
	int sum = 0;
	for (size_t i = 0; i < n; i++)
		sum += (s[i] - '0') * ((n - i) % 2 == 0 ? 3 : 1);
	if (sum % 10 != 0)
		return false;
	/* 12 digits are 13 without the zero in front, 14 have the packing's digit before the prefix; 8 have their own.
	 */
	if (n == 8)
		return s[0] != '0' && s[0] != '2';
	char prefix[3] = { n == 12 ? '0' : s[n == 14], n == 12 ? s[0] : s[1 + (n == 14)], '\0' };
	for (size_t i = 0; i < sizeof own / sizeof own[0]; i++)
		if (str_starts(prefix, own[i]))
			return false;
	return true;
}
