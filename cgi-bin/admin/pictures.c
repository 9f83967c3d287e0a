#include "admin/pictures.h"

#include <inttypes.h>

#include "admin/pages.h"
#include "admin/product.h"
#include "base/limits.h"
#include "base/str.h"
#include "kit/localized.h"
#include "kit/text.h"
#include "shop/goods.h"
#include "shop/picture.h"
#include "shop/tenant.h"
#include "web/shopfront.h"

/* Why an address gave no picture. */
static const char *trouble(const char *code)
{
	static const char *const words[] = {
		[PICTURE_ADDRESS] =
		    N_("This address cannot be asked: it must begin with http or https and have a usual port."),
		[PICTURE_INWARD] = N_("This address lies within our own network. We do not fetch from there."),
		[PICTURE_AWAY] = N_("Nobody answered at this address."),
		[PICTURE_MISSING] = N_("There is no picture at this address."),
		[PICTURE_LARGE] = N_("The file at this address is too large."),
		[PICTURE_KIND] = N_("What lies at this address is no JPEG, PNG or WebP."),
		[PICTURE_SIZE] = N_("The picture at this address has too many pixels."),
		[PICTURE_BROKEN] = N_("The picture at this address is damaged or incomplete."),
	};
	_Static_assert(sizeof words / sizeof words[0] == PICTURE_ERROR__MAX, "each error has its words");

	for (size_t i = 0; i < PICTURE_ERROR__MAX; i++)
		if (str_eq(picture_error_name((enum picture_error)i), code))
			return words[i];
	return str_empty(code) ? NULL : words[PICTURE_AWAY];
}

static const struct param_keyed *typed_alts(const struct pictures_in *typed, const char *locale)
{
	for (size_t i = 0; i < PICTURE_LANGUAGES; i++)
		if (str_eq(picture_languages[i], locale))
			return &typed->alt[i];
	return NULL;
}

static enum err_code fill_alts(
    struct ctx *ctx, const struct picture_row *row, const struct pictures_in *typed, struct picture_item *to)
{
	const struct texts *locales = &ctx->settings->locales;
	struct localized known;
	enum err_code e = localized_parse(ctx, row->alt, &known);

	to->alts = ARENA_ARRAY(ctx->arena, locales->n, struct picture_alt);
	for (size_t i = 0; !e && i < locales->n; i++) {
		const char *locale = locales->v[i];
		const char *name = arena_printf(ctx->arena, "alt_%s_%s", locale, to->id);
		const struct param_keyed *sent = typed ? typed_alts(typed, locale) : NULL;
		const char *text = sent ? param_keyed_find(sent, row->id) : NULL;
		const struct refusal *why = refusal_for(ctx, name);

		to->alts[to->n_alts++] = (struct picture_alt){
			.id = name,
			.lang = locale,
			.lang_name = text_language_name(ctx->arena, locale),
			.dir = text_is_rtl(locale) ? "rtl" : "ltr",
			.value = text ? text : localized_find(&known, locale),
			.error = why ? refusal_sentence(ctx, why) : NULL,
			.error_id = why ? arena_printf(ctx->arena, "%s-error", name) : NULL,
			.invalid = why ? "true" : NULL,
		};
	}
	return e;
}

static void fill_variants(struct ctx *ctx, const struct goods *g, int64_t chosen, struct picture_item *to)
{
	if (g->n_variants < 2)
		return;
	to->variants = ARENA_ARRAY(ctx->arena, g->n_variants + 1, struct picture_choice);
	to->variants[to->n_variants++] = (struct picture_choice){
		.value = "", .label = view_text(ctx, N_("All variants")), .selected = chosen == 0
	};
	for (size_t i = 0; i < g->n_variants; i++) {
		const struct goods_variant *v = &g->variants[i];
		to->variants[to->n_variants++] = (struct picture_choice){
			.value = arena_printf(ctx->arena, "%" PRId64, v->id),
			.label = str_empty(v->options) ? g->name : v->options,
			.selected = v->id == chosen,
		};
	}
}

static bool listed(const struct param_ids *ids, int64_t id)
{
	for (size_t i = 0; i < ids->n; i++)
		if (ids->v[i] == id)
			return true;
	return false;
}

static enum err_code fill_item(struct ctx *ctx, const struct goods *g, const struct picture_row *row,
    const struct pictures_in *typed, struct picture_item *to)
{
	const char *variant = typed ? param_keyed_find(&typed->variant, row->id) : NULL;
	int64_t chosen = row->variant_id;

	to->id = arena_printf(ctx->arena, "%" PRId64, row->id);
	to->picture = shop_picture(ctx, row->address, NULL, SLOT_LINE);
	if (!row->address) {
		to->source = row->source;
		to->trouble = trouble(row->error);
	}
	if (variant && !str_to_int(variant, 1, INT64_MAX, &chosen))
		chosen = 0;
	to->gone = typed && listed(&typed->gone, row->id);
	fill_variants(ctx, g, chosen, to);
	return fill_alts(ctx, row, typed, to);
}

/* The lines of the summary lead to the fields. */
static void name_errors(struct ctx *ctx, struct pictures_page *view)
{
	struct form_error *error = view->form.errors;

	for (const struct refusal *r = ctx->refusals; r; r = r->next, error++)
		for (size_t i = 0; i < view->n_items; i++)
			for (size_t k = 0; k < view->items[i].n_alts; k++) {
				const struct picture_alt *alt = &view->items[i].alts[k];
				if (!str_eq(alt->id, r->field))
					continue;
				error->href = arena_printf(ctx->arena, "#%s", alt->id);
				error->label =
				    view_format(ctx, N_("Picture {1}, {2}"), view->items[i].number, alt->lang_name);
			}
}

static enum err_code fill_items(
    struct ctx *ctx, const struct goods *g, const struct pictures_in *typed, struct pictures_page *view)
{
	const struct picture_row *rows;
	size_t n;
	enum err_code e = picture_list(ctx, g->id, &rows, &n);

	if (e)
		return e;
	view->items = ARENA_ARRAY(ctx->arena, n, struct picture_item);
	view->n_items = n;
	view->movable = n > 1;
	for (size_t i = 0; !e && i < n; i++) {
		struct picture_item *to = &view->items[i];
		to->number = text_integer_field(ctx->arena, ctx->locale, (int64_t)i + 1);
		to->place = arena_printf(ctx->arena, "%zu", i + 1);
		to->first = i == 0;
		to->last = i + 1 == n;
		e = fill_item(ctx, g, &rows[i], typed, to);
	}
	return e;
}

enum err_code pictures_show(struct ctx *ctx, struct exchange *x, int64_t id, const struct pictures_in *typed)
{
	const int64_t megabyte = 1024 * 1024;
	const char *base = arena_printf(ctx->arena, "/products/%" PRId64, id);
	const struct goods *g;
	struct goods_head h;
	struct pictures_page view = {
		.action = admin_url(ctx, arena_printf(ctx->arena, "%s/pictures", base)),
		.add_action = admin_url(ctx, arena_printf(ctx->arena, "%s/pictures/add", base)),
		.most = text_integer_field(ctx->arena, ctx->locale, LIMIT_UPLOAD_BYTES / megabyte),
		.most_bytes = arena_printf(ctx->arena, "%d", LIMIT_UPLOAD_BYTES),
		.alt_points = arena_printf(ctx->arena, "%d", PICTURE_ALT_POINTS),
	};
	enum err_code e = product_head(ctx, id, "/pictures", &h, &view.head);

	if (!e)
		e = goods_get(ctx, id, &g);
	if (!e)
		e = fill_items(ctx, g, typed, &view);
	if (e)
		return e;
	view.file_large = view_format(ctx, N_("“{1}” is larger than {2} MB."), "{1}", view.most);
	view.file_failed = view_text(ctx, N_("“{1}” did not arrive. Please try again."));
	form_fill(ctx, &view.form, NULL);
	name_errors(ctx, &view);
	struct page *page = page_create(ctx, x);
	page->title = arena_printf(ctx->arena, "%s – %s", view_text(ctx, N_("Pictures")), g->name);
	return page_render(ctx, x, "pictures", &view, page);
}

enum err_code pictures_get(struct ctx *ctx, struct exchange *x)
{
	int64_t id;
	enum err_code e = admin_id(ctx, x, &id);

	return e ? e : pictures_show(ctx, x, id, NULL);
}
