#include "shop/pickup.h"

#include <inttypes.h>

#include "base/str.h"
#include "queries.h"
#include "shop/tenant.h"

static enum err_code read(struct ctx *ctx, const struct pickups_row *r, struct pickup *to)
{
	const char *own = ctx->settings->default_locale;
	*to = (struct pickup){
		.id = r->id,
		.address = {
			.name = "",
			.company = r->company,
			.line1 = r->line1,
			.line2 = r->line2,
			.city = r->city,
			.region = r->region,
			.postcode = r->postcode,
			.country = r->country,
		},
		.active = r->active,
		.version = r->version,
	};
	enum err_code e = localized_parse(ctx, r->label, &to->label);
	if (!e)
		e = localized_parse(ctx, r->hours, &to->opening);
	if (e)
		return e;
	to->name = localized_best(&to->label, ctx->locale, own);
	to->hours = localized_best(&to->opening, ctx->locale, own);
	return ERR_OK;
}

static enum err_code list(struct ctx *ctx, const struct pickups_in *in, const struct pickup **out, size_t *n)
{
	struct pickups_row *rows;
	enum err_code e = q_pickups(ctx, in, &rows, n);
	if (e)
		return e;
	struct pickup *v = ARENA_ARRAY(ctx->arena, *n, struct pickup);
	for (size_t i = 0; i < *n && !e; i++)
		e = read(ctx, &rows[i], &v[i]);
	*out = v;
	return e;
}

enum err_code pickup_list(struct ctx *ctx, bool all, const struct pickup **out, size_t *n)
{
	return list(ctx, &(struct pickups_in){ .any = all }, out, n);
}

enum err_code pickup_get(struct ctx *ctx, int64_t id, const struct pickup **out)
{
	size_t n;
	enum err_code e = list(ctx, &(struct pickups_in){ .any = true, .id = id }, out, &n);
	if (!e && n == 0)
		return err_set(ctx, ERR_NOT_FOUND, "no pickup %" PRId64, id);
	return e;
}

const struct pickup *pickup_among(const struct pickup *places, size_t n, int64_t id)
{
	for (size_t i = 0; i < n; i++)
		if (places[i].id == id)
			return &places[i];
	return NULL;
}

struct address pickup_address(const struct pickup *p, const char *person)
{
	struct address a = p->address;
	a.name = person;
	a.company = p->name;
	return a;
}

struct shipping_offer pickup_offer(const struct ctx *ctx, const struct pickup *p, const struct cart *cart)
{
	return (struct shipping_offer){
		.code = "",
		.name = p->name,
		.hint = "",
		.tax_class = shipping_class(cart),
		.price = money_of(0, ctx->currency),
	};
}

static enum err_code check(struct ctx *ctx, struct pickup *p)
{
	const char *own = ctx->settings->default_locale, *label = localized_find(&p->label, own);
	/* A place has no person's name, which every address form asks for. */
	struct address a = p->address;
	a.name = "-";
	a.country = ctx->settings->country;
	enum err_code e = address_check(ctx, &a);
	a.name = "";
	p->address = a;
	if (str_empty(label))
		e = refuse(ctx, arena_printf(ctx->arena, "label_%s", own), "required", NULL, NULL);
	return e;
}

enum err_code pickup_save(struct ctx *ctx, struct pickup *p)
{
	enum err_code e = check(ctx, p);
	if (e)
		return e;
	struct pickup_save_in in = {
		.id = p->id,
		.version = p->version,
		.label = localized_print(ctx, &p->label),
		.hours = localized_print(ctx, &p->opening),
		.company = p->address.company,
		.line1 = p->address.line1,
		.line2 = p->address.line2,
		.city = p->address.city,
		.region = p->address.region,
		.postcode = p->address.postcode,
		.country = p->address.country,
		.active = p->active,
	};
	if (p->id == 0) {
		struct pickup_add_in add = {
			.label = in.label,
			.hours = in.hours,
			.company = in.company,
			.line1 = in.line1,
			.line2 = in.line2,
			.city = in.city,
			.region = in.region,
			.postcode = in.postcode,
			.country = in.country,
			.active = in.active,
		};
		struct pickup_add_row row;
		e = q_pickup_add_one(ctx, &add, &row);
		p->id = e ? 0 : row.id;
		return e;
	}
	int64_t affected;
	e = q_pickup_save(ctx, &in, &affected);
	return e || affected ? e : err_set(ctx, ERR_CONFLICT, "pickup %" PRId64 " has changed", p->id);
}
