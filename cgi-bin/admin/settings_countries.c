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
	const uint8_t *key;
	size_t n;
	bool chosen;
};

static int by_name(const void *a, const void *b)
{
	const struct box *x = a, *y = b;
	if (x->chosen != y->chosen)
		return x->chosen ? -1 : 1;
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
		*b = (struct box){
			.code = codes[i], .name = label_country(ctx, codes[i]), .chosen = holds_text(chosen, codes[i])
		};
		b->key = text_sort_key(ctx->arena, ctx->locale, b->name, &b->n);
	}
	qsort(boxes, n, sizeof *boxes, by_name);
	for (size_t i = 0; i < n; i++)
		setting_add(s, (struct form_field){
		                   .name = arena_printf(ctx->arena, "in_%" PRId64, country_key(boxes[i].code)),
		                   .section = i == 0 ? section : NULL,
		                   .label = boxes[i].name,
		                   .type = "checkbox",
		                   .width = "country",
		                   .checked = boxes[i].chosen,
		               });
}

struct texts countries_of(struct ctx *ctx, const struct param_keyed *in)
{
	size_t n;
	const char *const *codes = address_countries(&n);
	const char **v = ARENA_ARRAY(ctx->arena, n, const char *);
	struct texts out = { .v = v };
	for (size_t i = 0; i < n; i++)
		if (param_keyed_find(in, country_key(codes[i])))
			v[out.n++] = codes[i];
	return out;
}
