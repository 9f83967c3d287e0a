#include "admin/block.h"

#include <inttypes.h>

#include "admin/link_fields.h"
#include "admin/pages.h"
#include "admin/views_content.h"
#include "admin/words.h"
#include "base/str.h"
#include "kit/text.h"
#include "shop/tenant.h"
#include "web/page.h"
#include "web/shopfront.h"

bool block_has_words(const char *kind)
{
	return !str_eq(kind, "products") && !str_eq(kind, "categories");
}

bool block_leads(const char *kind)
{
	return str_eq(kind, "hero") || str_eq(kind, "banner");
}

bool block_has_products(const char *kind)
{
	return str_eq(kind, "products");
}

static const struct coded sources[] = {
	{ "featured", N_("Chosen ones"), N_("Products that are marked for the home page.") },
	{ "newest", N_("The newest"), NULL },
	{ "category", N_("Of a category"), NULL },
	{ "chosen", N_("These products"), N_("Which you pick below.") },
	{ NULL, NULL, NULL },
};

const char *block_source_words(const char *source)
{
	const struct coded *s = sources;
	while (s[1].value && !str_eq(s->value, source))
		s++;
	return s->label;
}

/* Adds one field a language; what is not the shop's own may be empty, and so may that. */
static void add_localized(
    struct ctx *ctx, struct form *form, const struct form_field *pattern, const struct localized *known)
{
	size_t l = ctx->settings->locales.n;
	form_localized(ctx, form->fields + form->n_fields, pattern, known);
	for (size_t i = 1; i < l; i++)
		form->fields[form->n_fields + i].hint = NULL;
	form->n_fields += l;
}

static void add_words(struct ctx *ctx, struct form *form, const struct home_block *b)
{
	static const struct form_field headline = { .name = "headline",
		.section = N_("Headline"),
		.label = N_("Headline"),
		.type = "text",
		.width = "half",
		.maxlength = "200" };
	static const struct form_field body = { .name = "body",
		.section = N_("Text"),
		.label = N_("Text"),
		.type = "textarea",
		.width = "half",
		.maxlength = "2000" };
	static const struct form_field button = { .name = "button",
		.section = N_("Button"),
		.label = N_("Words on the button"),
		.type = "text",
		.width = "half",
		.maxlength = "60" };
	static const struct form_field alt = { .name = "alt",
		.section = N_("What the picture shows"),
		.label = N_("In words, for those who do not see it"),
		.type = "text",
		.width = "half",
		.maxlength = "200" };
	struct form_field first = headline;
	if (block_leads(b->kind))
		add_localized(ctx, form, &alt, &b->picture_alt);
	if (str_eq(b->kind, "categories"))
		first.hint = N_("Without one it shows on phones alone, where the menu is short of room.");
	add_localized(ctx, form, &first, &b->headline);
	if (block_has_words(b->kind))
		add_localized(ctx, form, &body, &b->body);
	if (block_leads(b->kind))
		add_localized(ctx, form, &button, &b->button);
}

static void add_products(struct ctx *ctx, struct form *form, const struct link_names *names, const struct home_block *b)
{
	struct form_field *f = &form->fields[form->n_fields];
	f[0] = (struct form_field){ .name = "source",
		.section = N_("Products"),
		.label = N_("Which products"),
		.type = "radio",
		.required = true };
	field_codes(ctx, &f[0], sources, b->source);
	f[1] = (struct form_field){
		.name = "shelf", .label = N_("Category"), .type = "select", .required = true, .width = "half"
	};
	field_categories(ctx, &f[1], &names->tree, b->category_id, N_("None"));
	f[2] = (struct form_field){ .name = "most",
		.label = N_("How many at most"),
		.type = "text",
		.inputmode = "numeric",
		.dir = "ltr",
		.required = true,
		.width = "half",
		.maxlength = "4",
		.value = text_integer_field(ctx->arena, ctx->locale, b->max_products) };
	form->n_fields += 3;
}

static void add_times(struct ctx *ctx, struct form *form, const struct home_block *b)
{
	const char *zone = ctx->settings->time_zone;
	struct form_field *f = &form->fields[form->n_fields];
	f[0] = (struct form_field){ .name = "from",
		.section = N_("When it shows"),
		.label = N_("From this day"),
		.type = "date",
		.width = "half",
		.value = b->starts_at ? text_day_field(ctx->arena, zone, b->starts_at) : "" };
	f[1] = (struct form_field){ .name = "until",
		.label = N_("Until this day, which is the last"),
		.type = "date",
		.width = "half",
		.value = b->ends_at == INT64_MAX ? "" : text_day_field(ctx->arena, zone, b->ends_at - 1) };
	f[2] = (struct form_field){
		.name = "active", .label = N_("Show it in the shop"), .type = "checkbox", .checked = b->active
	};
	f[3] = (struct form_field){ .name = "version", .type = "hidden" };
	form->n_fields += 4;
}

/* A field for days shows nothing of what is no day, or of one in other digits, so that such a thing gets a plain one.
 */
static void keep_typed_days(const struct ctx *ctx, struct form *form)
{
	const char *zone = ctx->settings->time_zone;
	int64_t seconds;
	for (size_t i = 0; i < form->n_fields; i++) {
		struct form_field *f = &form->fields[i];
		if (str_eq(f->type, "date") && !str_empty(f->value) &&
		    (!text_parse_day(zone, f->value, &seconds) ||
		        !str_eq(text_day_field(ctx->arena, zone, seconds), f->value)))
			f->type = "text";
	}
}

static enum err_code fill_form(
    struct ctx *ctx, struct form *form, const struct home_block *b, const struct request *req)
{
	enum { OTHER_FIELDS = 16, WORDS = 4 };
	struct link_names names;
	enum err_code e = link_names(ctx, &names);
	if (e)
		return e;
	form->fields = ARENA_ARRAY(ctx->arena, WORDS * ctx->settings->locales.n + OTHER_FIELDS, struct form_field);
	add_words(ctx, form, b);
	if (block_leads(b->kind)) {
		struct link_fields link = {
			.section = N_("Where it leads"), .label = N_("Leads to"), .home = false, .now = &b->link
		};
		link_fields(ctx, form->fields + form->n_fields, &names, &link);
		form->n_fields += LINK_FIELDS;
	}
	if (block_has_products(b->kind))
		add_products(ctx, form, &names, b);
	add_times(ctx, form, b);
	form_fill(ctx, form, req);
	keep_typed_days(ctx, form);
	return ERR_OK;
}

static struct bigints with_typed(struct ctx *ctx, struct bigints chosen, const struct block_in *typed)
{
	if (!typed)
		return chosen;
	int64_t *ids = ARENA_ARRAY(ctx->arena, typed->place.n, int64_t);
	for (size_t i = 0; i < typed->place.n; i++)
		ids[i] = typed->place.v[i].id;
	return (struct bigints){ .v = ids, .n = typed->place.n };
}

static const char *kept_place(struct ctx *ctx, struct bigints chosen, int64_t id)
{
	for (size_t i = 0; i < chosen.n; i++)
		if (chosen.v[i] == id)
			return text_integer_field(ctx->arena, ctx->locale, (int64_t)i + 1);
	return "";
}

static enum err_code fill_choices(
    struct ctx *ctx, struct block_edit_page *view, const struct home_block *b, const struct block_in *typed)
{
	const struct home_choice *choices;
	const struct refusal *bad = refusal_for(ctx, "find");
	view->find = typed ? typed->find : "";
	view->find_error = bad ? refusal_sentence(ctx, bad) : NULL;
	struct home_wanted wanted = {
		.words = view->find, .every = typed && typed->look, .chosen = with_typed(ctx, b->products, typed)
	};
	enum err_code e = home_choices(ctx, &wanted, &choices, &view->n_choices);
	if (e)
		return e;
	view->choices = ARENA_ARRAY(ctx->arena, view->n_choices, struct choice_row);
	for (size_t i = 0; i < view->n_choices; i++) {
		const char *name = arena_printf(ctx->arena, "place_%" PRId64, choices[i].id);
		const char *place = typed ? param_keyed_find(&typed->place, choices[i].id) : NULL;
		const struct refusal *why = refusal_for(ctx, name);
		view->choices[i] = (struct choice_row){ .id = digits(ctx, choices[i].id),
			.name = choices[i].name,
			.place = place ? place : kept_place(ctx, b->products, choices[i].id),
			.status = product_status(choices[i].state),
			.error = why ? refusal_sentence(ctx, why) : NULL };
	}
	return ERR_OK;
}

/* The words under the picture's field, which the list of fields does not hold. */
static void fill_picture(struct ctx *ctx, struct block_edit_page *view, const struct home_block *b)
{
	const struct refusal *why = refusal_for(ctx, "picture");
	view->picture = shop_picture(ctx, b->picture, NULL, SLOT_LINE);
	if (!why)
		return;
	view->picture_error = refusal_sentence(ctx, why);
	view->picture_described = "picture-error";
	view->picture_invalid = "true";
}

enum err_code block_show(struct ctx *ctx, struct exchange *x, const struct home_block *b, const struct block_in *typed)
{
	const char *path = b->id ? arena_printf(ctx->arena, "/content/home/%" PRId64, b->id)
	                         : arena_printf(ctx->arena, "/content/home/new/%s", b->kind);
	struct block_edit_page view = { .title = block_kind_words(b->kind),
		.back_url = admin_url(ctx, "/content/home"),
		.action = admin_url(ctx, path),
		.leads = block_leads(b->kind),
		.has_products = block_has_products(b->kind),
		.remove_url = b->id ? admin_url(ctx, arena_printf(ctx->arena, "%s/remove", path)) : NULL };
	enum err_code e = fill_form(ctx, &view.form, b, typed ? x->req : NULL);
	if (!e && view.has_products)
		e = fill_choices(ctx, &view, b, typed);
	if (e)
		return e;
	fill_picture(ctx, &view, b);
	/* Searching saves nothing: who looked at an older state is still told when they save. */
	form_overrule(&view.form, "version", digits(ctx, typed && typed->look ? typed->version : b->version));
	struct page *page = page_create(ctx, x);
	page->title = view_text(ctx, view.title);
	return page_render(ctx, x, "block", &view, page);
}
