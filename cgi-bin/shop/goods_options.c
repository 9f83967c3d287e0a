#include "shop/goods_options.h"

#include <inttypes.h>
#include <string.h>

#include "base/str.h"
#include "kit/text.h"
#include "queries.h"
#include "shop/attribute.h"
#include "shop/goods_edit.h"
#include "shop/goods_room.h"
#include "shop/tenant.h"

enum err_code goods_options_get(struct ctx *ctx, int64_t product_id, const struct goods_choices **out, size_t *n)
{
	struct options_all_row *rows;
	size_t n_rows = 0;
	enum err_code e = q_options_all(ctx, &(struct options_all_in){ .product_id = product_id }, &rows, &n_rows);
	if (e)
		return e;
	struct goods_choices *options = ARENA_ARRAY(ctx->arena, n_rows, struct goods_choices);
	struct goods_choice *values = ARENA_ARRAY(ctx->arena, n_rows, struct goods_choice);
	*n = 0;
	for (size_t i = 0; !e && i < n_rows; i++) {
		if (*n == 0 || options[*n - 1].id != rows[i].option_id) {
			options[*n] = (struct goods_choices){
				.id = rows[i].option_id, .code = rows[i].option_code, .values = &values[i]
			};
			e = localized_parse(ctx, rows[i].option_label, &options[(*n)++].label);
		}
		values[i] = (struct goods_choice){ .id = rows[i].value_id, .code = rows[i].value_code };
		if (!e)
			e = localized_parse(ctx, rows[i].value_label, &values[i].label);
		options[*n - 1].n_values++;
	}
	*out = options;
	return e;
}

struct unit {
	int64_t id;
	int64_t *values; /* by option */
	bool active, ordered;
};

/* The product while it is changed: what the tables will say. */
struct model {
	const struct goods_options_change *change;
	int64_t product_id, version;
	struct goods_choices *options; /* their values have room for the new ones */
	size_t n_options;
	struct unit *units;
	size_t n_units, room;
};

static const char *own_text(struct ctx *ctx, const struct localized *label)
{
	const char *text = localized_find(label, ctx->settings->default_locale);
	return text ? text : "";
}

static struct localized own_label(struct ctx *ctx, const char *text)
{
	struct localized_text *v = ARENA_NEW(ctx->arena, struct localized_text);
	*v = (struct localized_text){ ctx->settings->default_locale, text };
	return (struct localized){ v, 1 };
}

static bool holds(struct bigints ids, int64_t id)
{
	for (size_t i = 0; i < ids.n; i++)
		if (ids.v[i] == id)
			return true;
	return false;
}

static enum err_code load(struct ctx *ctx, struct model *m)
{
	const struct goods_choices *options;
	struct variants_all_row *rows;
	size_t n = 0;
	enum err_code e = goods_options_get(ctx, m->product_id, &options, &m->n_options);
	if (!e)
		e = q_variants_all(ctx, &(struct variants_all_in){ .product_id = m->product_id }, &rows, &n);
	if (e)
		return e;
	size_t more = m->change->new_values.n + 1;
	for (size_t i = 0; i < m->change->n_additions; i++)
		more += m->change->additions[i].labels.n;
	m->options = ARENA_ARRAY(ctx->arena, m->n_options + 1, struct goods_choices);
	for (size_t i = 0; i < m->n_options; i++) {
		m->options[i] = options[i];
		struct goods_choice *values = ARENA_ARRAY(ctx->arena, options[i].n_values + more, struct goods_choice);
		if (options[i].n_values)
			memcpy(values, options[i].values, options[i].n_values * sizeof *values);
		m->options[i].values = values;
	}
	m->room = n + GOODS_VARIANTS_MAX + 1;
	m->units = ARENA_ARRAY(ctx->arena, m->room, struct unit);
	for (size_t i = 0; i < n; i++) {
		bool whole = rows[i].option_values.n == m->n_options;
		int64_t *values = ARENA_ARRAY(ctx->arena, m->n_options + 1, int64_t);
		/* An archived one of other options than these stays as it was. */
		if (!whole && !str_eq(rows[i].state, "active"))
			continue;
		for (size_t k = 0; k < m->n_options && k < rows[i].option_values.n; k++)
			values[k] = rows[i].option_values.v[k];
		m->units[m->n_units++] =
		    (struct unit){ rows[i].id, values, str_eq(rows[i].state, "active"), rows[i].ordered };
	}
	return ERR_OK;
}

static size_t active_units(const struct model *m)
{
	size_t n = 0;
	for (size_t i = 0; i < m->n_units; i++)
		n += m->units[i].active;
	return n;
}

static enum err_code label_all(struct ctx *ctx, const struct model *m)
{
	const struct goods_options_change *c = m->change;
	enum err_code e = ERR_OK;
	for (size_t i = 0; !e && i < c->n_options; i++)
		e = q_option_label(ctx,
		    &(struct option_label_in){
		        .id = c->options[i].id, .label = localized_print(ctx, &c->options[i].label) },
		    NULL);
	for (size_t i = 0; !e && i < c->n_values; i++)
		e = q_value_label(ctx,
		    &(struct value_label_in){
		        .id = c->values[i].id, .label = localized_print(ctx, &c->values[i].label) },
		    NULL);
	return e;
}

static enum err_code drop_unit(struct ctx *ctx, struct model *m, size_t i)
{
	enum err_code e = goods_variant_drop(ctx, m->units[i].id, m->units[i].ordered);
	m->units[i].active = false;
	m->units[i].id = 0;
	return e;
}

/* With the variants that have it: of option o. */
static enum err_code drop_value(struct ctx *ctx, struct model *m, size_t o, int64_t id)
{
	enum err_code e = ERR_OK;
	for (size_t i = 0; !e && i < m->n_units; i++)
		if (m->units[i].id && m->units[i].values[o] == id)
			e = drop_unit(ctx, m, i);
	return e ? e : q_value_drop(ctx, &(struct value_drop_in){ .id = id }, NULL);
}

static enum err_code drop_values(struct ctx *ctx, struct model *m)
{
	struct bigints drop = m->change->drop_values;
	enum err_code e = ERR_OK;
	for (size_t o = 0; !e && o < m->n_options; o++) {
		struct goods_choice *kept = (struct goods_choice *)m->options[o].values;
		size_t n = 0;
		for (size_t k = 0; !e && k < m->options[o].n_values; k++) {
			if (holds(drop, m->options[o].values[k].id))
				e = drop_value(ctx, m, o, m->options[o].values[k].id);
			else
				kept[n++] = m->options[o].values[k];
		}
		m->options[o].n_values = n;
	}
	return e;
}

static bool alike(const struct model *m, const struct unit *a, const struct unit *b)
{
	return memcmp(a->values, b->values, m->n_options * sizeof *a->values) == 0;
}

/* Of those that have become alike the first stays, one for sale before an archived one. */
static enum err_code drop_doubles(struct ctx *ctx, struct model *m)
{
	enum err_code e = ERR_OK;
	for (int active = 1; active >= 0; active--)
		for (size_t i = 0; i < m->n_units; i++) {
			if (!m->units[i].id || m->units[i].active != active)
				continue;
			for (size_t k = 0; !e && k < m->n_units; k++)
				if (k != i && m->units[k].id && (k > i || m->units[k].active < active) &&
				    alike(m, &m->units[i], &m->units[k]))
					e = drop_unit(ctx, m, k);
		}
	return e;
}

static enum err_code drop_options(struct ctx *ctx, struct model *m)
{
	enum err_code e = ERR_OK;
	for (size_t o = 0; !e && o < m->n_options;) {
		if (!holds(m->change->drop_options, m->options[o].id)) {
			o++;
			continue;
		}
		e = q_option_drop(ctx, &(struct option_drop_in){ .id = m->options[o].id }, NULL);
		m->n_options--;
		memmove(&m->options[o], &m->options[o + 1], (m->n_options - o) * sizeof *m->options);
		for (size_t i = 0; i < m->n_units; i++)
			memmove(&m->units[i].values[o], &m->units[i].values[o + 1],
			    (m->n_options - o) * sizeof *m->units[i].values);
		if (!e)
			e = drop_doubles(ctx, m);
	}
	return e;
}

/* A variant like the unit, but with this value of the option. */
static enum err_code copy_unit(struct ctx *ctx, struct model *m, size_t from, size_t option, int64_t value)
{
	struct unit *u = &m->units[m->n_units];
	if (active_units(m) >= GOODS_VARIANTS_MAX)
		return refuse(
		    ctx, "", "variants_many", text_integer(ctx->arena, ctx->locale, GOODS_VARIANTS_MAX), NULL);
	*u = (struct unit){ .values = ARENA_ARRAY(ctx->arena, m->n_options + 1, int64_t), .active = true };
	memcpy(u->values, m->units[from].values, m->n_options * sizeof *u->values);
	u->values[option] = value;
	enum err_code e = goods_variant_copy(ctx,
	    &(struct goods_variant_copy){
	        m->units[from].id, m->product_id, { u->values, m->n_options }, (int64_t)m->n_units },
	    &u->id);
	m->n_units++;
	return e;
}

static enum err_code new_value(struct ctx *ctx, struct goods_choices *o, const char *text, int64_t *id)
{
	const char **codes = ARENA_ARRAY(ctx->arena, o->n_values, const char *);
	struct option_value_append_row row;
	struct localized label = own_label(ctx, text);
	for (size_t i = 0; i < o->n_values; i++)
		codes[i] = o->values[i].code;
	const char *code = attribute_code(ctx, ctx->settings->default_locale, text, codes, o->n_values);
	enum err_code e = q_option_value_append_one(ctx,
	    &(struct option_value_append_in){ .option_id = o->id, .code = code, .label = localized_print(ctx, &label) },
	    &row);
	if (e)
		return e;
	((struct goods_choice *)o->values)[o->n_values++] = (struct goods_choice){ row.id, code, label };
	*id = row.id;
	return ERR_OK;
}

static bool has_rest(const struct model *m, const struct unit *u, size_t option, int64_t value)
{
	for (size_t i = 0; i < m->n_units; i++) {
		const struct unit *w = &m->units[i];
		bool is = w->id && w->active && w->values[option] == value;
		for (size_t k = 0; is && k < m->n_options; k++)
			is = k == option || w->values[k] == u->values[k];
		if (is)
			return true;
	}
	return false;
}

static enum err_code add_values(struct ctx *ctx, struct model *m, size_t option, struct texts labels)
{
	enum err_code e = ERR_OK;
	for (size_t i = 0; !e && i < labels.n; i++) {
		int64_t id;
		size_t n = m->n_units;
		e = new_value(ctx, &m->options[option], labels.v[i], &id);
		for (size_t k = 0; !e && k < n; k++)
			if (m->units[k].id && m->units[k].active && !has_rest(m, &m->units[k], option, id))
				e = copy_unit(ctx, m, k, option, id);
	}
	return e;
}

static enum err_code add_option(struct ctx *ctx, struct model *m)
{
	const struct goods_options_change *c = m->change;
	const char **codes = ARENA_ARRAY(ctx->arena, m->n_options, const char *);
	struct option_append_row row;
	int64_t first;
	if (c->new_label.n == 0)
		return ERR_OK;
	for (size_t i = 0; i < m->n_options; i++)
		codes[i] = m->options[i].code;
	const char *code =
	    attribute_code(ctx, ctx->settings->default_locale, own_text(ctx, &c->new_label), codes, m->n_options);
	enum err_code e = q_option_append_one(ctx,
	    &(struct option_append_in){
	        .product_id = m->product_id, .code = code, .label = localized_print(ctx, &c->new_label) },
	    &row);
	if (e)
		return e;
	size_t o = m->n_options++;
	m->options[o] = (struct goods_choices){ .id = row.id,
		.code = code,
		.label = c->new_label,
		.values = ARENA_ARRAY(ctx->arena, c->new_values.n, struct goods_choice) };
	for (size_t i = 0; i < m->n_units; i++) {
		int64_t *values = ARENA_ARRAY(ctx->arena, m->n_options + 1, int64_t);
		memcpy(values, m->units[i].values, o * sizeof *values);
		m->units[i].values = values;
	}
	e = new_value(ctx, &m->options[o], c->new_values.v[0], &first);
	for (size_t i = 0; !e && i < m->n_units; i++)
		m->units[i].values[o] = first;
	return e ? e : add_values(ctx, m, o, (struct texts){ c->new_values.v + 1, c->new_values.n - 1 });
}

static size_t rank(const struct goods_choices *o, int64_t value)
{
	size_t i = 0;
	while (i < o->n_values && o->values[i].id != value)
		i++;
	return i;
}

static bool stands_before(const struct model *m, const struct unit *a, const struct unit *b)
{
	for (size_t o = 0; o < m->n_options; o++) {
		size_t x = rank(&m->options[o], a->values[o]), y = rank(&m->options[o], b->values[o]);
		if (x != y)
			return x < y;
	}
	return false;
}

/* Values as they are now, and the order in which a grid is read: by the first option, then the second. */
static enum err_code write_units(struct ctx *ctx, const struct model *m)
{
	int64_t *ids = ARENA_ARRAY(ctx->arena, m->n_units, int64_t);
	int64_t *places = ARENA_ARRAY(ctx->arena, m->n_units, int64_t);
	size_t n = 0;
	enum err_code e = ERR_OK;
	for (size_t i = 0; !e && i < m->n_units; i++) {
		const struct unit *u = &m->units[i];
		if (!u->id)
			continue;
		ids[n] = u->id;
		for (size_t k = 0; k < m->n_units; k++)
			places[n] +=
			    m->units[k].id && k != i &&
			    (stands_before(m, &m->units[k], u) || (k < i && !stands_before(m, u, &m->units[k])));
		n++;
		e = q_variant_values(ctx,
		    &(struct variant_values_in){ .id = u->id, .option_values = { u->values, m->n_options } }, NULL);
	}
	if (e)
		return e;
	return q_variant_places(
	    ctx, &(struct variant_places_in){ .ids = { ids, n }, .positions = { places, n } }, NULL);
}

static enum err_code refuse_id(struct ctx *ctx, const char *field, int64_t id, const char *code)
{
	return refuse(ctx, arena_printf(ctx->arena, "%s_%" PRId64, field, id), code, NULL, NULL);
}

static bool label_is(struct ctx *ctx, const char *a, const char *b)
{
	return str_eq(text_fold(ctx->arena, a), text_fold(ctx->arena, b));
}

static enum err_code check_labels(
    struct ctx *ctx, const char *field, const struct goods_choices *o, struct texts labels)
{
	for (size_t i = 0; i < labels.n; i++) {
		bool twice = false;
		for (size_t k = 0; k < i; k++)
			twice = twice || label_is(ctx, labels.v[i], labels.v[k]);
		for (size_t k = 0; o && k < o->n_values; k++)
			twice = twice || label_is(ctx, labels.v[i], own_text(ctx, &o->values[k].label));
		if (twice)
			return refuse(ctx, field, "value_twice", labels.v[i], NULL);
	}
	return ERR_OK;
}

/* Whether all the values of an option that stays would go. */
static const struct goods_choice *last_dropped(const struct model *m, const struct goods_choices *o)
{
	if (holds(m->change->drop_options, o->id))
		return NULL;
	for (size_t i = 0; i < o->n_values; i++)
		if (!holds(m->change->drop_values, o->values[i].id))
			return NULL;
	return &o->values[0];
}

static enum err_code check(struct ctx *ctx, const struct model *m)
{
	const struct goods_options_change *c = m->change;
	const char *own = ctx->settings->default_locale;
	const char *new_label = arena_printf(ctx->arena, "new_label_%s", own);
	enum err_code e = ERR_OK;
	for (size_t i = 0; i < c->n_options; i++)
		if (str_empty(own_text(ctx, &c->options[i].label)) && !holds(c->drop_options, c->options[i].id))
			e = refuse(ctx, arena_printf(ctx->arena, "option_%" PRId64 "_%s", c->options[i].id, own),
			    "required", NULL, NULL);
	for (size_t i = 0; i < c->n_values; i++)
		if (str_empty(own_text(ctx, &c->values[i].label)) && !holds(c->drop_values, c->values[i].id))
			e = refuse(ctx, arena_printf(ctx->arena, "value_%" PRId64 "_%s", c->values[i].id, own),
			    "required", NULL, NULL);
	for (size_t i = 0; i < m->n_options; i++) {
		const struct goods_choice *last = last_dropped(m, &m->options[i]);
		if (last)
			e = refuse_id(ctx, "drop_value", last->id, "value_last");
		for (size_t k = 0; k < c->n_additions; k++)
			if (c->additions[k].option_id == m->options[i].id &&
			    check_labels(ctx, arena_printf(ctx->arena, "add_%" PRId64, m->options[i].id),
			        &m->options[i], c->additions[k].labels))
				e = ERR_INPUT;
	}
	bool named = !str_empty(own_text(ctx, &c->new_label));
	if (c->new_label.n > 0 && !named)
		e = refuse(ctx, new_label, "required", NULL, NULL);
	if (c->new_label.n > 0 && c->new_values.n == 0)
		e = refuse(ctx, "new_values", "required", NULL, NULL);
	if (c->new_label.n == 0 && c->new_values.n > 0)
		e = refuse(ctx, new_label, "required", NULL, NULL);
	if (c->new_label.n > 0 && m->n_options - c->drop_options.n >= GOODS_OPTIONS_MAX)
		e = refuse(
		    ctx, new_label, "options_many", text_integer(ctx->arena, ctx->locale, GOODS_OPTIONS_MAX), NULL);
	return check_labels(ctx, "new_values", NULL, c->new_values) ? ERR_INPUT : e;
}

static enum err_code save_tx(struct ctx *ctx, void *arg)
{
	struct model m = *(const struct model *)arg;
	int64_t version;
	enum err_code e = goods_lock(ctx, m.product_id, &version);
	if (!e && version != m.version)
		return goods_refuse_stale(ctx);
	if (!e)
		e = load(ctx, &m);
	if (!e)
		e = check(ctx, &m);
	if (!e)
		e = label_all(ctx, &m);
	if (!e)
		e = drop_values(ctx, &m);
	if (!e)
		e = drop_options(ctx, &m);
	for (size_t i = 0; !e && i < m.change->n_additions; i++)
		for (size_t o = 0; !e && o < m.n_options; o++)
			if (m.options[o].id == m.change->additions[i].option_id)
				e = add_values(ctx, &m, o, m.change->additions[i].labels);
	if (!e)
		e = add_option(ctx, &m);
	if (!e)
		e = write_units(ctx, &m);
	return e ? e : goods_changed(ctx, m.product_id);
}

enum err_code goods_options_save(
    struct ctx *ctx, int64_t product_id, int64_t version, const struct goods_options_change *change)
{
	struct model m = { .change = change, .product_id = product_id, .version = version };
	return db_tx(ctx, save_tx, &m);
}
