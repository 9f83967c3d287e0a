#include <string.h>

#include "base/str.h"
#include "ops/import_write.h"
#include "shop/tenant.h"

/* A value of an option, known or new. */
struct value {
	int64_t id, position;
	const char *code, *label; /* label: JSON */
	struct value *next;
};

struct option {
	int64_t id, position;
	const char *code, *label;
	struct value *values, **end;
	int64_t last; /* position */
};

static const char *own_label(struct writing *w, const char *label)
{
	const struct json *j;
	const char *text = NULL;
	if (json_parse(w->ctx, label, strlen(label), strlen(label), &j) == ERR_OK)
		text = json_find_text(j, w->ctx->settings->default_locale);
	return text ? text : "";
}

static struct value *add_value(struct writing *w, struct option *o, struct value from)
{
	struct value *v = arena_memdup(w->ctx->arena, &from, sizeof from);
	*o->end = v;
	o->end = &v->next;
	if (v->position > o->last)
		o->last = v->position;
	return v;
}

static struct value *find_value(struct writing *w, struct option *o, const struct draft_value *wanted)
{
	for (struct value *v = o->values; v; v = v->next)
		if (str_eq(v->code, *wanted->code ? wanted->code : wanted->text))
			return v;
	for (struct value *v = o->values; v && !*wanted->code; v = v->next)
		if (str_eq(own_label(w, v->label), wanted->text))
			return v;
	return NULL;
}

static bool says_more(const struct sheet *s, const char *const *names)
{
	for (size_t i = 0; i < s->locales.n; i++)
		if (i != s->own && !str_empty(names[i]))
			return true;
	return false;
}

/* The value's id; made and named where the option lacks it. */
static int64_t value_id(struct writing *w, struct option *o, const struct draft_value *wanted)
{
	const struct sheet *s = &w->import->sheet;
	struct value *v = find_value(w, o, wanted);
	if (!v) {
		const char *code = *wanted->code ? wanted->code : wanted->text;
		v = add_value(w, o,
		    (struct value){ .id = pool_take(&w->new_values),
		        .position = o->last + 1,
		        .code = code,
		        .label = known_label(w->import, *wanted->text ? wanted->text : code) });
	}
	if (says_more(s, wanted->names) || (*wanted->text && !str_eq(own_label(w, v->label), wanted->text)))
		v->label = import_relabel(w->ctx, s, v->label, wanted->names);
	return v->id;
}

static void read_option(struct writing *w, const struct import_options_row *row, struct option *o)
{
	*o = (struct option){
		.id = row->id, .position = row->position, .code = row->code, .label = row->label, .last = -1
	};
	o->end = &o->values;
	for (size_t i = 0; i < w->n_values; i++) {
		const struct import_values_row *v = &w->values[i];
		if (v->option_id == row->id)
			add_value(w, o,
			    (struct value){ .id = v->id, .position = v->position, .code = v->code, .label = v->label });
	}
}

/* The shop's option that the file's means: by code, by name, else the one in its place. */
static size_t match_option(
    struct writing *w, const struct option *options, size_t n, const struct draft_option *d, size_t i)
{
	const char *name = d->names[w->import->sheet.own];
	for (size_t k = 0; k < n && *d->code; k++)
		if (str_eq(options[k].code, d->code))
			return k;
	for (size_t k = 0; k < n && !str_empty(name); k++)
		if (str_eq(own_label(w, options[k].label), name))
			return k;
	return i;
}

static bool old_options(struct writing *w, struct merged *g, struct option *options, size_t *place)
{
	struct option found[PRODUCT_OPTIONS_MAX];
	bool taken[PRODUCT_OPTIONS_MAX] = { false };
	size_t n = 0;
	for (size_t i = 0; i < w->n_options; i++)
		if (w->options[i].product_id == g->id && n < PRODUCT_OPTIONS_MAX)
			read_option(w, &w->options[i], &options[n++]);
	memcpy(found, options, sizeof found);
	for (size_t i = 0; i < g->from->n_options && n == g->from->n_options; i++) {
		place[i] = match_option(w, found, n, &g->from->options[i], i);
		if (taken[place[i]])
			n = PRODUCT_OPTIONS_MAX + 1;
		else
			taken[place[i]] = true;
	}
	return n == g->from->n_options;
}

static void new_options(struct writing *w, struct merged *g, struct option *options, size_t *place)
{
	const struct draft *d = g->from;
	for (size_t i = 0; i < d->n_options; i++) {
		const char *name = d->options[i].names[w->import->sheet.own];
		const char *code =
		    *d->options[i].code ? d->options[i].code : arena_printf(w->ctx->arena, "option%zu", i + 1);
		options[i] = (struct option){ .id = pool_take(&w->new_options),
			.position = (int64_t)i,
			.code = code,
			.label = known_label(w->import, str_empty(name) ? code : name),
			.last = -1 };
		options[i].end = &options[i].values;
		place[i] = i;
	}
}

/* Values that the file puts into another order than that in which the rows name them. */
static void order_values(struct writing *w, const struct draft *d, struct option *options)
{
	for (size_t i = 0; i < d->n_options; i++) {
		struct texts order = cell_list(w->ctx, d->options[i].order, '\n');
		int64_t next = (int64_t)order.n;
		for (struct value *v = options[i].values; v && order.n; v = v->next) {
			v->position = -1;
			for (size_t k = 0; k < order.n; k++)
				if (str_eq(order.v[k], v->code))
					v->position = (int64_t)k;
			if (v->position < 0)
				v->position = next++;
		}
	}
}

static void put_options(struct writing *w, const struct merged *g, const struct option *options, const size_t *place)
{
	const struct draft *d = g->from;
	for (size_t i = 0; i < d->n_options; i++) {
		const struct option *o = &options[place[i]];
		struct json *row = json_new_object(w->ctx->arena);
		json_put_int(row, "id", o->id);
		json_put_int(row, "product_id", g->id);
		json_put_text(row, "code", o->code);
		json_put_int(row, "position", o->position);
		row_put_json(
		    w->ctx, row, "label", import_relabel(w->ctx, &w->import->sheet, o->label, d->options[i].names));
		json_add(w->lists[LIST_OPTIONS], row);
		for (const struct value *v = o->values; v; v = v->next) {
			struct json *value = json_new_object(w->ctx->arena);
			json_put_int(value, "id", v->id);
			json_put_int(value, "option_id", o->id);
			json_put_text(value, "code", v->code);
			row_put_json(w->ctx, value, "label", v->label);
			json_put_int(value, "position", v->position);
			json_add(w->lists[LIST_VALUES], value);
		}
	}
}

static const struct import_variants_row *find_variant(
    const struct writing *w, const struct merged *g, struct bigints values)
{
	for (size_t i = 0; g->old && i < w->n_variants; i++) {
		const struct import_variants_row *v = &w->variants[i];
		if (v->product_id == g->id && v->option_values.n == values.n &&
		    (values.n == 0 || memcmp(v->option_values.v, values.v, values.n * sizeof *values.v) == 0))
			return v;
	}
	return NULL;
}

static bool may_be_written(struct writing *w, const struct merged_variant *v)
{
	const struct draft_variant *d = v->from;
	bool sold = v->old != NULL;
	for (size_t i = 0; !str_empty(d->sku) && i < w->n_skus; i++)
		if (str_eq(w->skus[i].sku, d->sku) && !(v->old && w->skus[i].id == v->old->id))
			return import_refuse(w->import, d->row, IMPORT_SKU_TAKEN, d->sku);
	for (size_t i = 0; i < w->ctx->settings->n_currencies; i++)
		if (str_eq(w->ctx->settings->currencies[i].code, w->ctx->settings->currency))
			sold = sold || d->prices[i].minor >= 0;
	return sold || import_refuse(w->import, d->row, IMPORT_PRICE_OWN, w->ctx->settings->currency);
}

/* By a value's code in one row and its name in another. */
static bool doubled(const struct merged *g, const struct merged_variant *v)
{
	for (size_t i = 0; i < g->n_variants; i++)
		if (v->values.n == 0 ||
		    memcmp(g->variants[i].values.v, v->values.v, v->values.n * sizeof *v->values.v) == 0)
			return true;
	return false;
}

bool merge_options(struct writing *w, struct merged *g)
{
	const struct draft *d = g->from;
	struct option options[PRODUCT_OPTIONS_MAX];
	size_t place[PRODUCT_OPTIONS_MAX];
	memset(options, 0, sizeof options);
	if (g->old && !old_options(w, g, options, place)) {
		import_refuse_group(w->import, d->group, IMPORT_OPTIONS_DIFFER, d->handle);
		return false;
	}
	if (!g->old)
		new_options(w, g, options, place);
	g->variants = ARENA_ARRAY(w->ctx->arena, d->n_variants + 1, struct merged_variant);
	for (size_t i = 0; i < d->n_variants; i++) {
		const struct draft_variant *from = &d->variants[i];
		int64_t *ids = ARENA_ARRAY(w->ctx->arena, d->n_options + 1, int64_t);
		for (size_t k = 0; k < d->n_options; k++)
			ids[place[k]] = value_id(w, &options[place[k]], &from->values[k]);
		struct merged_variant v = { .from = from, .values = { .v = ids, .n = d->n_options } };
		v.old = find_variant(w, g, v.values);
		if (doubled(g, &v))
			import_refuse(w->import, from->row, IMPORT_OPTIONS, NULL);
		if (w->import->report.rows[from->row].use == IMPORT_REFUSED_ROW || !may_be_written(w, &v)) {
			if (from->row != d->first)
				continue;
			import_refuse_group(w->import, d->group, IMPORT_PRODUCT, NULL);
			return false;
		}
		v.id = v.old ? v.old->id : pool_take(&w->new_variants);
		g->variants[g->n_variants++] = v;
	}
	if (!g->old)
		order_values(w, d, options);
	put_options(w, g, options, place);
	return true;
}

static const struct import_prices_row *open_price(const struct writing *w, int64_t variant_id, const char *currency)
{
	for (size_t i = 0; i < w->n_prices; i++)
		if (w->prices[i].variant_id == variant_id && str_eq(w->prices[i].currency, currency))
			return &w->prices[i];
	return NULL;
}

static void change_planned(
    struct writing *w, const struct import_prices_row *old, const char *currency, int64_t minor, int64_t compare)
{
	struct price_change *c = ARENA_NEW(w->ctx->arena, struct price_change);
	*c = (struct price_change){ .key = { .variant_id = old->variant_id, .currency = currency, .min_quantity = 1 },
		.was = { .minor = old->minor, .compare = old->compare_minor },
		.amount = { .minor = minor, .compare = compare },
		.next = w->price_changes };
	w->price_changes = c;
}

/* An amount that changes ends the price that was, so that its time is known. */
static void put_price(struct writing *w, const struct merged_variant *v, size_t currency)
{
	const char *code = w->ctx->settings->currencies[currency].code;
	const struct draft_price *p = &v->from->prices[currency];
	const struct import_prices_row *old = v->old ? open_price(w, v->id, code) : NULL;
	int64_t minor = p->set ? p->minor : old ? old->minor : -1;
	int64_t compare = p->compare_set ? p->compare_minor : old ? old->compare_minor : -1;
	if (old && old->minor == minor && old->compare_minor == compare)
		return;
	if (old && old->planned) {
		change_planned(w, old, code, minor, compare);
		return;
	}
	if (old)
		pair_add(w->ctx, &w->ended_prices, old->id, 0);
	if (minor < 0)
		return;
	struct json *row = json_new_object(w->ctx->arena);
	json_put_int(row, "variant_id", v->id);
	json_put_text(row, "currency", code);
	json_put_int(row, "minor", minor);
	if (compare >= 0)
		json_put_int(row, "compare_minor", compare);
	json_put_int(row, "valid_from", v->old ? w->ctx->now : 0);
	json_add(w->lists[LIST_PRICES], row);
}

/* What lies at a location, and is promised from there; the file may want another number. */
struct shelf {
	int64_t location_id;
	int64_t wanted; /* -1: the file says nothing */
	int64_t now;    /* -1: never counted */
	int64_t promised;
};

static void put_shelf(struct writing *w, const struct merged_variant *v, bool backorder, const struct shelf *s)
{
	struct import_row *told = &w->import->report.rows[v->from->row];
	if (s->wanted < 0 || s->wanted == s->now)
		return;
	if (v->old && !backorder && s->promised > s->wanted) {
		told->fault = IMPORT_STOCK;
		told->arg = v->from->sku;
		return;
	}
	struct json *row = json_new_object(w->ctx->arena);
	json_put_int(row, "variant_id", v->id);
	json_put_int(row, "location_id", s->location_id);
	json_put_int(row, "on_hand", s->wanted);
	json_add(w->lists[LIST_STOCK], row);
}

static bool is_open(const struct writing *w, int64_t location_id)
{
	for (size_t i = 0; i < w->n_places; i++)
		if (w->places[i].id == location_id)
			return w->places[i].rank > 0;
	return false;
}

static struct shelf shelf_at(const struct writing *w, const struct merged_variant *v, int64_t location_id)
{
	struct shelf s = { location_id, -1, -1, 0 };
	if (v->old && location_id == w->location_id) {
		s.now = v->old->on_hand;
		s.promised = v->old->promised;
	}
	for (size_t k = 0; v->old && k < w->n_elsewhere; k++)
		if (w->elsewhere[k].variant_id == v->id && w->elsewhere[k].location_id == location_id) {
			s.now = w->elsewhere[k].on_hand;
			s.promised = w->elsewhere[k].promised;
		}
	return s;
}

/* By the locations that were there when the file was opened: one may be closed by now, or stand elsewhere in the order.
 */
static void put_stock(struct writing *w, const struct merged_variant *v, bool backorder)
{
	const struct sheet *sheet = &w->import->sheet;
	bool first = false;
	for (size_t i = 0; i < sheet->n_places; i++) {
		struct shelf s = shelf_at(w, v, sheet->places[i].id);
		s.wanted = i == 0 ? v->from->on_hand : v->from->pieces[i];
		first = first || (s.location_id == w->location_id && s.wanted >= 0);
		if (is_open(w, s.location_id)) {
			put_shelf(w, v, backorder, &s);
		} else if (s.wanted >= 0) {
			struct import_row *told = &w->import->report.rows[v->from->row];
			told->fault = IMPORT_LOCATION_CLOSED;
			told->arg = sheet->places[i].name;
		}
	}
	/* It has been counted, if only to be none. */
	struct shelf counted = shelf_at(w, v, w->location_id);
	counted.wanted = 0;
	if (!first && counted.now < 0)
		put_shelf(w, v, backorder, &counted);
}

static const char *or_none(const char *s)
{
	return str_empty(s) ? NULL : s;
}

static void put_variant(struct writing *w, const struct merged *g, const struct merged_variant *v, int64_t position)
{
	const struct draft_variant *d = v->from;
	const struct import_variants_row *old = v->old;
	bool backorder = d->backorder >= 0 ? d->backorder : old && old->backorder;
	bool tracked = d->tracked >= 0 ? d->tracked : !old || old->tracked;
	struct json *row = json_new_object(w->ctx->arena), *values = json_new_list(w->ctx->arena);
	for (size_t i = 0; i < v->values.n; i++)
		json_add_int(values, v->values.v[i]);
	json_put_int(row, "id", v->id);
	json_put_int(row, "product_id", g->id);
	json_put_text(row, "sku", d->sku ? or_none(d->sku) : old ? old->sku : NULL);
	json_put_text(row, "barcode", d->barcode ? or_none(d->barcode) : old ? old->barcode : NULL);
	json_put(row, "option_values", values);
	json_put_int(row, "grams", d->grams >= 0 ? d->grams : old ? old->grams : 0);
	json_put_bool(row, "requires_shipping",
	    d->requires_shipping >= 0 ? d->requires_shipping : !old || old->requires_shipping);
	json_put_bool(row, "tracked", tracked);
	json_put_bool(row, "backorder", backorder);
	json_put_int(row, "position", position);
	row_put_json(w->ctx, row, "extra",
	    sheet_extra(
	        w->ctx, &w->import->sheet, d->row, d->row == g->from->first, true, old ? old->extra : "{}", v->image));
	json_add(w->lists[LIST_VARIANTS], row);
	for (size_t i = 0; i < w->ctx->settings->n_currencies; i++)
		put_price(w, v, i);
	put_stock(w, v, backorder);
	w->chunk->counts.variants++;
	w->chunk->counts.untracked += !tracked;
}

void write_variants(struct writing *w, const struct merged *g)
{
	int64_t next = 0;
	for (size_t i = 0; g->old && i < w->n_variants; i++)
		if (w->variants[i].product_id == g->id && w->variants[i].position >= next)
			next = w->variants[i].position + 1;
	for (size_t i = 0; i < g->n_variants; i++) {
		const struct import_variants_row *old = g->variants[i].old;
		put_variant(w, g, &g->variants[i], old ? old->position : next++);
	}
}
