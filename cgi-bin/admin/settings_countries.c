#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "admin/settings.h"
#include "base/str.h"
#include "kit/text.h"
#include "shop/address.h"

int64_t country_key(const char *country)
{
	return (country[0] - 'A') * 26 + (country[1] - 'A') + 1;
}

bool holds_text(struct texts list, const char *s)
{
	for (size_t i = 0; i < list.n; i++)
		if (str_eq(list.v[i], s))
			return true;
	return false;
}

struct box {
	const char *code;
	const char *name;
	const char *place; /* its continent, NULL where it is chosen */
	const uint8_t *key;
	size_t n;
};

static int by_place(const struct box *x, const struct box *y)
{
	if (!x->place || !y->place)
		return !x->place ? (!y->place ? 0 : -1) : 1;
	return strcmp(x->place, y->place);
}

static int by_name(const void *a, const void *b)
{
	const struct box *x = a, *y = b;
	if (by_place(x, y))
		return by_place(x, y);
	int order = memcmp(x->key, y->key, x->n < y->n ? x->n : y->n);
	return order ? order : (x->n > y->n) - (x->n < y->n);
}

void country_boxes(struct ctx *ctx, struct setting *s, const char *section, struct texts chosen)
{
	size_t n;
	const char *const *codes = address_countries(&n);
	struct box *boxes = ARENA_ARRAY(ctx->arena, n, struct box);
	for (size_t i = 0; i < n; i++) {
		struct box *b = &boxes[i];
		*b = (struct box){ .code = codes[i], .name = label_country(ctx, codes[i]) };
		b->place = holds_text(chosen, codes[i]) ? NULL : text_continent(codes[i]);
		b->key = text_sort_key(ctx->arena, ctx->locale, b->name, &b->n);
	}
	qsort(boxes, n, sizeof *boxes, by_name);
	setting_add(s, (struct form_field){
	                   .name = "eu",
	                   .section = section,
	                   .label = N_("Add all countries of the European Union"),
	                   .type = "checkbox",
	               });
	for (size_t i = 0; i < n; i++) {
		const struct box *b = &boxes[i];
		bool first = i == 0 || by_place(b, b - 1) != 0;
		struct form_field *f =
		    setting_add(s, (struct form_field){
		                       .name = arena_printf(ctx->arena, "in_%" PRId64, country_key(b->code)),
		                       .label = b->name,
		                       .type = "checkbox",
		                       .width = "country",
		                       .checked = !b->place,
		                   });
		if (first)
			f->row = b->place ? label_country(ctx, b->place) : view_text(ctx, N_("Countries chosen"));
	}
}

struct texts countries_of(struct ctx *ctx, const struct param_keyed *in, bool eu)
{
	size_t n;
	const char *const *codes = address_countries(&n);
	const char **v = ARENA_ARRAY(ctx->arena, n, const char *);
	struct texts out = { .v = v };
	for (size_t i = 0; i < n; i++)
		if (param_keyed_find(in, country_key(codes[i])) || (eu && text_country_in(codes[i], "EU")))
			v[out.n++] = codes[i];
	return out;
}
