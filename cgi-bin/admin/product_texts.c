#include "admin/product.h"
#include "base/str.h"
#include "kit/text.h"
#include "shop/tenant.h"

static const struct form_field patterns[] = {
	{ .name = "name", .label = N_("Name"), .type = "text", .required = true, .maxlength = "200" },
	{ .name = "slug",
	    .label = N_("Web address"),
	    .type = "text",
	    .maxlength = "200",
	    .hint = N_("Left empty, it is made from the name. A former address goes on leading here.") },
	{ .name = "summary", .label = N_("Summary"), .type = "text", .maxlength = "500" },
	{ .name = "body",
	    .label = N_("Description"),
	    .type = "textarea",
	    .maxlength = "50000",
	    .hint = N_("Text with empty lines between paragraphs, or HTML: what is unsafe in it is not shown.") },
};
enum { PATTERNS = sizeof patterns / sizeof patterns[0] };

static const char *known(const struct goods_words *w, size_t pattern)
{
	const char *const values[PATTERNS] = { w->name, w->slug, w->summary, w->body };
	return values[pattern];
}

static const struct goods_words *find(const struct goods_words *v, size_t n, const char *locale)
{
	for (size_t i = 0; i < n; i++)
		if (str_eq(v[i].locale, locale))
			return &v[i];
	return NULL;
}

/* Language by language: whoever translates stays in one. */
static struct form_field *lay_out(struct ctx *ctx, const struct goods_words *words, size_t n_words)
{
	size_t n = ctx->settings->locales.n;
	struct form_field *column = ARENA_ARRAY(ctx->arena, n, struct form_field);
	struct form_field *fields = ARENA_ARRAY(ctx->arena, n * PATTERNS, struct form_field);
	for (size_t p = 0; p < PATTERNS; p++) {
		form_localized(ctx, column, &patterns[p], NULL);
		for (size_t i = 0; i < n; i++) {
			struct form_field *f = &fields[i * PATTERNS + p];
			const struct goods_words *w = find(words, n_words, column[i].lang);
			*f = column[i];
			f->value = w ? known(w, p) : "";
			f->section = p == 0 ? column[i].lang_name : NULL;
		}
	}
	return fields;
}

static enum err_code show(struct ctx *ctx, struct exchange *x, int64_t id)
{
	struct goods_head h;
	struct product_head head;
	const struct goods_words *words;
	size_t n = 0;
	enum err_code e = product_head(ctx, id, "/texts", &h, &head);
	if (!e)
		e = goods_words_get(ctx, id, &words, &n);
	if (e)
		return e;
	struct edit_page view = { .head = &head,
		.part = N_("Texts"),
		.action = product_url(ctx, id, "/texts"),
		.version = product_digits(ctx, h.version),
		.form = { .fields = lay_out(ctx, words, n), .n_fields = ctx->settings->locales.n * PATTERNS } };
	form_fill(ctx, &view.form, x->req);
	return product_edit_render(ctx, x, &view, h.name);
}

enum err_code product_texts_get(struct ctx *ctx, struct exchange *x)
{
	int64_t id;
	enum err_code e = admin_id(ctx, x, &id);
	return e ? e : show(ctx, x, id);
}

static const char *typed(const struct localized *texts, const char *locale)
{
	const char *text = localized_find(texts, locale);
	return text ? text : "";
}

enum err_code product_texts_post(struct ctx *ctx, struct exchange *x)
{
	const struct product_texts_in *in = x->in;
	struct texts locales = ctx->settings->locales;
	struct goods_words *words = ARENA_ARRAY(ctx->arena, locales.n, struct goods_words);
	size_t n = 0;
	int64_t id;
	enum err_code e = admin_id(ctx, x, &id);
	if (e)
		return e;
	/* A language that the shop took up meanwhile is not in the form, and stays. */
	for (size_t i = 0; i < locales.n; i++)
		if (localized_find(&in->name, locales.v[i]))
			words[n++] = (struct goods_words){ .locale = locales.v[i],
				.name = typed(&in->name, locales.v[i]),
				.summary = typed(&in->summary, locales.v[i]),
				.body = typed(&in->body, locales.v[i]),
				.slug = typed(&in->slug, locales.v[i]) };
	e = x->in_err ? x->in_err : goods_words_save(ctx, id, in->version, words, n);
	if (e == ERR_INPUT) {
		x->res->status = product_refused(ctx);
		return show(ctx, x, id);
	}
	return e ? e : product_done(ctx, x, "saved", product_url(ctx, id, "/texts"));
}
