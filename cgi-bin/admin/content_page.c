#include <inttypes.h>
#include <string.h>

#include "admin/content.h"
#include "admin/pages.h"
#include "admin/views_content.h"
#include "base/str.h"
#include "kit/text.h"
#include "shop/content.h"
#include "shop/tenant.h"
#include "web/flash.h"
#include "web/page.h"
#include "web/urls.h"

static const struct coded roles[] = {
	{ "", N_("Nothing in particular"), NULL },
	{ "imprint", N_("Legal notice"), NULL },
	{ "terms", N_("Terms and conditions"), NULL },
	{ "privacy", N_("Privacy"), NULL },
	{ "withdrawal", N_("Right of withdrawal"), NULL },
	{ "shipping", N_("Shipping"), NULL },
	{ NULL, NULL, NULL },
};

static const char *path_of(struct ctx *ctx, int64_t id, const char *tail)
{
	return admin_url(ctx, arena_printf(ctx->arena, "/content/pages/%" PRId64 "%s", id, tail));
}

static void fill_texts(struct ctx *ctx, struct form_field *to, const struct content_form *f)
{
	static const struct form_field title = { .name = "title",
		.section = N_("Title"),
		.label = N_("Title"),
		.type = "text",
		.required = true,
		.width = "half",
		.maxlength = "200" };
	static const struct form_field body = { .name = "body",
		.section = N_("Text"),
		.label = N_("Text"),
		.type = "textarea",
		.hint = N_(
		    "Empty lines part paragraphs. A line with # in front is a heading, with - in front part of a list; "
		    "**words** stand out, [words](address) is a link.") };
	static const struct form_field slug = { .name = "slug",
		.section = N_("Address in the shop"),
		.label = N_("Address"),
		.type = "text",
		.width = "half",
		.maxlength = "200",
		.hint = N_("Made from the title where it is empty. Former addresses keep leading here.") };
	size_t l = ctx->settings->locales.n;
	form_localized(ctx, to, &title, &f->title);
	form_localized(ctx, to + l, &body, &f->body);
	form_localized(ctx, to + 2 * l, &slug, &f->slug);
	for (size_t i = l; i < 3 * l; i++) {
		to[i].required = false;
		if (i % l)
			to[i].hint = NULL;
	}
}

static void fill_form(struct ctx *ctx, struct form *form, const struct content_form *f, const struct request *req)
{
	size_t n = 3 * ctx->settings->locales.n;
	form->fields = ARENA_ARRAY(ctx->arena, n + 4, struct form_field);
	fill_texts(ctx, form->fields, f);
	struct form_field *role = &form->fields[n++];
	*role = (struct form_field){ .name = "role",
		.section = N_("Place in the shop"),
		.label = N_("Used as"),
		.type = "select",
		.required = true,
		.hint = N_("By this the shop itself finds the page, from the cart say. A page that was used so before "
		           "no longer is.") };
	field_codes(ctx, role, roles, f->role);
	form->fields[n++] = (struct form_field){
		.name = "active", .label = N_("Show it in the shop"), .type = "checkbox", .checked = f->active
	};
	form->fields[n++] = (struct form_field){ .name = "format", .type = "hidden", .value = f->format };
	form->fields[n++] = (struct form_field){ .name = "version", .type = "hidden" };
	form->n_fields = n;
	form_fill(ctx, form, req);
	form_overrule(form, "version", digits(ctx, f->version));
}

static const char *shop_url_of(struct ctx *ctx, const struct content_form *f)
{
	const char *locale = ctx->locale, *slug = localized_find(&f->slug, locale);
	if (!slug) {
		locale = ctx->settings->default_locale;
		slug = localized_find(&f->slug, locale);
	}
	return slug ? url_shop(ctx, locale, arena_printf(ctx->arena, "/page/%s", url_encode(ctx, slug))) : NULL;
}

static enum err_code fill_previews(struct ctx *ctx, const struct content_in *in, struct content_edit_page *view)
{
	const struct texts *locales = &ctx->settings->locales;
	view->previews = ARENA_ARRAY(ctx->arena, locales->n, struct content_preview);
	for (size_t i = 0; i < locales->n; i++) {
		const char *locale = locales->v[i], *title = localized_find(&in->title, locale);
		const char *body = localized_find(&in->body, locale);
		struct content_preview p = { .lang = locale,
			.lang_name = text_language_name(ctx->arena, locale),
			.dir = text_is_rtl(locale) ? "rtl" : "ltr",
			.title = title };
		if (str_empty(title) && str_empty(body))
			continue;
		enum err_code e = content_body(ctx, in->format, body ? body : "", &p.body);
		if (e)
			return e;
		view->previews[view->n_previews++] = p;
	}
	return ERR_OK;
}

/* preview: what was typed, shown beside the form; NULL for none. */
static enum err_code show(struct ctx *ctx, struct exchange *x, int64_t id, const struct content_in *preview)
{
	struct content_form f = { .role = "", .format = "text", .active = true };
	struct content_edit_page view = { .back_url = admin_url(ctx, "/content/pages"),
		.action = admin_url(ctx, "/content/pages/new"),
		.title = view_text(ctx, N_("New page")) };
	enum err_code e = id ? content_form_get(ctx, id, &f) : ERR_OK;
	if (e)
		return e;
	if (id) {
		view.title = localized_best(&f.title, ctx->locale, ctx->settings->default_locale);
		view.action = path_of(ctx, id, "");
		view.remove_url = path_of(ctx, id, "/remove");
		view.shop_url = f.active ? shop_url_of(ctx, &f) : NULL;
	}
	fill_form(ctx, &view.form, &f, x->req);
	/* Nothing was saved: who looked at an older state is still told when they save. */
	if (preview)
		form_overrule(&view.form, "version", digits(ctx, preview->version));
	e = preview ? fill_previews(ctx, preview, &view) : ERR_OK;
	if (e)
		return e;
	struct page *page = page_create(ctx, x);
	page->title = view.title;
	return page_render(ctx, x, "content-page", &view, page);
}

enum err_code content_new_get(struct ctx *ctx, struct exchange *x)
{
	return show(ctx, x, 0, NULL);
}

enum err_code content_edit_get(struct ctx *ctx, struct exchange *x)
{
	int64_t id;
	enum err_code e = admin_id(ctx, x, &id);
	return e ? e : show(ctx, x, id, NULL);
}

/* "[name]" in a starter waits to be filled; "[words](address)" is a link. */
static bool has_gaps(const struct localized *body)
{
	for (size_t i = 0; i < body->n; i++)
		for (const char *s = strchr(body->v[i].text, '['); s; s = strchr(s + 1, '[')) {
			const char *end = strchr(s, ']');
			if (end && end > s + 1 && end[1] != '(')
				return true;
		}
	return false;
}

static enum err_code post(struct ctx *ctx, struct exchange *x, int64_t id)
{
	const struct content_in *in = x->in;
	struct content_form f = { .id = id,
		.version = in->version,
		.role = in->role,
		.format = in->format,
		.active = in->active,
		.title = in->title,
		.slug = in->slug,
		.body = in->body };
	int64_t saved = id;
	if (!x->in_err && in->preview)
		return show(ctx, x, id, in);
	enum err_code e = x->in_err ? x->in_err : content_save(ctx, &f, &saved);
	if (e) {
		e = form_refused(ctx, x, e);
		return e ? e : show(ctx, x, id, NULL);
	}
	return flash_redirect(ctx, x, path_of(ctx, saved, ""), f.active && has_gaps(&f.body) ? "page_gaps" : "saved");
}

enum err_code content_new_post(struct ctx *ctx, struct exchange *x)
{
	return post(ctx, x, 0);
}

enum err_code content_edit_post(struct ctx *ctx, struct exchange *x)
{
	int64_t id;
	enum err_code e = admin_id(ctx, x, &id);
	return e ? e : post(ctx, x, id);
}

enum err_code content_remove_post(struct ctx *ctx, struct exchange *x)
{
	int64_t id;
	enum err_code e = admin_id(ctx, x, &id);
	if (!e)
		e = content_remove(ctx, id);
	return e ? e : flash_redirect(ctx, x, admin_url(ctx, "/content/pages"), "deleted");
}
