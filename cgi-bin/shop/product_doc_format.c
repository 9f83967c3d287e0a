#include <string.h>

#include "base/str.h"
#include "kit/html.h"
#include "shop/product_doc_room.h"

/*
 * Counted up with every change of what is written below; rows of another form are made anew by whoever reads them, and
 * for good by stoactl migrate (shop/product_index). The second number is that of the list of allowed markup.
 */
enum { FORM = 1, NO_TEXT = -1 };

static void put_int(struct buf *b, int64_t v)
{
	buf_add(b, &v, sizeof v);
}

static void put_text(struct buf *b, const char *s)
{
	if (!s) {
		put_int(b, NO_TEXT);
		return;
	}
	size_t n = strlen(s);
	put_int(b, (int64_t)n);
	buf_add(b, s, n + 1);
}

/* What is left to be read; broken is sticky. */
struct rest {
	struct arena *arena;
	const uint8_t *p;
	size_t n;
	bool broken;
};

static const void *take(struct rest *r, size_t n)
{
	const void *p = r->p;
	if (r->broken || n > r->n) {
		r->broken = true;
		return NULL;
	}
	r->p += n;
	r->n -= n;
	return p;
}

static int64_t get_int(struct rest *r)
{
	int64_t v = 0;
	const void *p = take(r, sizeof v);
	if (p)
		memcpy(&v, p, sizeof v);
	return v;
}

static const char *get_text(struct rest *r)
{
	int64_t n = get_int(r);
	if (n == NO_TEXT || r->broken)
		return NULL;
	const char *s = n < 0 ? NULL : take(r, (size_t)n + 1);
	if (!s || s[n] != '\0')
		r->broken = true;
	return r->broken ? NULL : s;
}

/* One that may not miss. */
static const char *get_string(struct rest *r)
{
	const char *s = get_text(r);
	if (!s)
		r->broken = true;
	return s ? s : "";
}

/* Each item has at least 8 bytes, so that a wrong number cannot ask for much memory. */
static size_t get_count(struct rest *r)
{
	int64_t n = get_int(r);
	if (n < 0 || (uint64_t)n > r->n / sizeof n)
		r->broken = true;
	return r->broken ? 0 : (size_t)n;
}

static void put_ids(struct buf *b, struct bigints ids)
{
	put_int(b, (int64_t)ids.n);
	buf_add(b, ids.v, ids.n * sizeof *ids.v);
}

static struct bigints get_ids(struct rest *r)
{
	size_t n = get_count(r);
	int64_t *v = ARENA_ARRAY(r->arena, n, int64_t);
	const void *p = take(r, n * sizeof *v);
	if (p)
		memcpy(v, p, n * sizeof *v);
	return (struct bigints){ .v = v, .n = p ? n : 0 };
}

static void put_texts(struct buf *b, struct texts t)
{
	put_int(b, (int64_t)t.n);
	for (size_t i = 0; i < t.n; i++)
		put_text(b, t.v[i]);
}

static struct texts get_texts(struct rest *r)
{
	size_t n = get_count(r);
	const char **v = ARENA_ARRAY(r->arena, n, const char *);
	for (size_t i = 0; i < n; i++)
		v[i] = get_string(r);
	return (struct texts){ .v = v, .n = n };
}

static void put_options(struct buf *b, const struct product *p)
{
	put_int(b, (int64_t)p->n_options);
	for (size_t i = 0; i < p->n_options; i++) {
		const struct product_option *o = &p->options[i];
		put_int(b, o->id);
		put_text(b, o->name);
		put_int(b, (int64_t)o->n_values);
		for (size_t k = 0; k < o->n_values; k++) {
			put_int(b, o->values[k].id);
			put_text(b, o->values[k].name);
		}
	}
}

static void get_options(struct rest *r, struct product *p)
{
	p->n_options = get_count(r);
	struct product_option *options = ARENA_ARRAY(r->arena, p->n_options, struct product_option);
	p->options = options;
	for (size_t i = 0; i < p->n_options; i++) {
		struct product_option *o = &options[i];
		o->id = get_int(r);
		o->name = get_string(r);
		o->n_values = get_count(r);
		struct option_value *values = ARENA_ARRAY(r->arena, o->n_values, struct option_value);
		o->values = values;
		for (size_t k = 0; k < o->n_values; k++) {
			values[k].id = get_int(r);
			values[k].name = get_string(r);
		}
	}
}

static void put_variants(struct buf *b, const struct product *p)
{
	put_int(b, (int64_t)p->n_variants);
	for (size_t i = 0; i < p->n_variants; i++) {
		const struct variant *v = &p->variants[i];
		put_int(b, v->id);
		put_text(b, v->sku);
		put_text(b, v->barcode);
		put_ids(b, v->values);
		put_text(b, v->options);
		put_int(b, v->grams);
	}
}

static void get_variants(struct rest *r, struct product *p)
{
	p->n_variants = get_count(r);
	struct variant *variants = ARENA_ARRAY(r->arena, p->n_variants, struct variant);
	p->variants = variants;
	for (size_t i = 0; i < p->n_variants; i++) {
		struct variant *v = &variants[i];
		v->id = get_int(r);
		v->sku = get_text(r);
		v->barcode = get_text(r);
		v->values = get_ids(r);
		v->options = get_string(r);
		v->grams = get_int(r);
	}
}

static void put_pictures(struct buf *b, const struct product *p)
{
	put_int(b, (int64_t)p->n_pictures);
	for (size_t i = 0; i < p->n_pictures; i++) {
		const struct picture *one = &p->pictures[i];
		put_text(b, one->address);
		put_text(b, one->alt);
		put_int(b, one->width);
		put_int(b, one->height);
		put_int(b, one->variant_id);
	}
}

static void get_pictures(struct rest *r, struct product *p)
{
	p->n_pictures = get_count(r);
	struct picture *pictures = ARENA_ARRAY(r->arena, p->n_pictures, struct picture);
	p->pictures = pictures;
	for (size_t i = 0; i < p->n_pictures; i++) {
		pictures[i].address = get_string(r);
		pictures[i].alt = get_string(r);
		pictures[i].width = get_int(r);
		pictures[i].height = get_int(r);
		pictures[i].variant_id = get_int(r);
	}
}

static void put_facts(struct buf *b, const struct product *p)
{
	put_int(b, (int64_t)p->n_facts);
	for (size_t i = 0; i < p->n_facts; i++) {
		put_text(b, p->facts[i].name);
		put_text(b, p->facts[i].value);
		put_int(b, p->facts[i].yes);
	}
}

static void get_facts(struct rest *r, struct product *p)
{
	p->n_facts = get_count(r);
	struct product_fact *facts = ARENA_ARRAY(r->arena, p->n_facts, struct product_fact);
	p->facts = facts;
	for (size_t i = 0; i < p->n_facts; i++) {
		facts[i].name = get_string(r);
		facts[i].value = get_text(r);
		facts[i].yes = get_int(r) != 0;
	}
}

void doc_write(struct buf *b, const struct product_made *m)
{
	const struct product *p = &m->product;
	put_int(b, FORM);
	put_int(b, HTML_RULES);
	put_text(b, p->handle);
	put_text(b, p->summary);
	put_text(b, p->about);
	put_text(b, p->markup.safe);
	put_text(b, p->vendor);
	put_text(b, p->tax_class);
	put_texts(b, m->slug_locales);
	put_texts(b, m->slugs);
	put_options(b, p);
	put_variants(b, p);
	put_pictures(b, p);
	put_facts(b, p);
	/* Younger than the form: what few products have is at the end, and nowhere else. */
	if (p->no_withdrawal)
		put_text(b, p->no_withdrawal);
}

bool doc_read(struct arena *arena, struct bytes from, struct product_made *m)
{
	struct rest r = { .arena = arena, .p = from.p, .n = from.n };
	struct product *p = &m->product;
	if (get_int(&r) != FORM || get_int(&r) != HTML_RULES)
		return false;
	p->handle = get_string(&r);
	p->summary = get_string(&r);
	p->about = get_string(&r);
	p->markup = html_kept(get_string(&r));
	p->vendor = get_string(&r);
	p->tax_class = get_string(&r);
	m->slug_locales = get_texts(&r);
	m->slugs = get_texts(&r);
	get_options(&r, p);
	get_variants(&r, p);
	get_pictures(&r, p);
	get_facts(&r, p);
	p->no_withdrawal = r.n > 0 ? get_string(&r) : NULL;
	return !r.broken && r.n == 0 && m->slugs.n == m->slug_locales.n;
}

void offer_write(struct buf *b, const struct offer *o)
{
	put_int(b, FORM);
	put_int(b, (int64_t)o->n_variants);
	for (size_t i = 0; i < o->n_variants; i++) {
		put_int(b, o->variants[i].id);
		put_int(b, o->variants[i].endless + 2 * o->variants[i].backorder);
	}
	put_int(b, (int64_t)o->n_prices);
	for (size_t i = 0; i < o->n_prices; i++) {
		const struct offer_price *p = &o->prices[i];
		put_int(b, p->variant_id);
		put_text(b, p->currency);
		put_int(b, p->quantity);
		put_int(b, p->minor);
		put_int(b, p->compare);
		put_int(b, p->from);
		put_int(b, p->to);
	}
}

bool offer_read(struct arena *arena, struct bytes from, struct bigints pieces, struct offer *o)
{
	struct rest r = { .arena = arena, .p = from.p, .n = from.n };
	if (get_int(&r) != FORM)
		return false;
	o->n_variants = get_count(&r);
	if (o->n_variants != pieces.n)
		return false;
	struct offer_variant *variants = ARENA_ARRAY(arena, o->n_variants, struct offer_variant);
	for (size_t i = 0; i < o->n_variants; i++) {
		variants[i].id = get_int(&r);
		int64_t flags = get_int(&r);
		variants[i].endless = flags & 1;
		variants[i].backorder = flags & 2;
		variants[i].left = pieces.v[i];
	}
	o->variants = variants;
	o->n_prices = get_count(&r);
	struct offer_price *prices = ARENA_ARRAY(arena, o->n_prices, struct offer_price);
	for (size_t i = 0; i < o->n_prices; i++) {
		struct offer_price *p = &prices[i];
		p->variant_id = get_int(&r);
		const char *currency = get_string(&r);
		memcpy(p->currency, currency, strnlen(currency, sizeof p->currency - 1));
		p->quantity = get_int(&r);
		p->minor = get_int(&r);
		p->compare = get_int(&r);
		p->from = get_int(&r);
		p->to = get_int(&r);
	}
	o->prices = prices;
	return !r.broken && r.n == 0;
}

/* What a card begins with: its form. */
static const char card_form[] = "1";

static void put_string(struct buf *b, const char *s)
{
	buf_add(b, s ? s : "", s ? strlen(s) + 1 : 1);
}

void card_write(struct buf *b, const struct product_made *made, size_t n)
{
	put_string(b, card_form);
	for (size_t i = 0; i < n; i++) {
		const struct product *p = &made[i].product;
		put_string(b, made[i].locale);
		put_string(b, p->name);
		put_string(b, p->slug);
		put_string(b, p->n_pictures ? p->pictures[0].address : NULL);
		put_string(b, p->n_pictures ? p->pictures[0].alt : NULL);
	}
}

/* The next text; NULL at the end. */
static const char *next_string(struct bytes *rest)
{
	const char *s = (const char *)rest->p;
	const void *end = rest->n ? memchr(s, '\0', rest->n) : NULL;
	if (!end)
		return NULL;
	size_t used = (size_t)((const char *)end - s) + 1;
	*rest = (struct bytes){ .p = rest->p + used, .n = rest->n - used };
	return s;
}

bool card_read(struct bytes from, const char *locale, struct card_source *out)
{
	const char *form = next_string(&from);
	if (!form || !str_eq(form, card_form))
		return false;
	for (const char *at; (at = next_string(&from));) {
		const char *name = next_string(&from), *slug = next_string(&from);
		const char *picture = next_string(&from), *alt = next_string(&from);
		if (!alt)
			return false;
		if (!str_eq(at, locale))
			continue;
		out->name = name;
		out->slug = slug;
		out->picture = str_empty(picture) ? NULL : picture;
		out->picture_alt = alt;
		return true;
	}
	return false;
}
