#include <inttypes.h>

#include "admin/settings.h"
#include "base/str.h"
#include "kit/text.h"
#include "shop/tenant.h"
#include "shop/theme.h"
#include "web/flash.h"
#include "web/shopfront.h"
#include "web/upload.h"
#include "web/urls.h"

static const char *const radii[] = { "0", "3", "6", "10", "16" };

static const struct form_field colors[] = {
	{ .name = "accent",
	    .section = N_("Colours"),
	    .label = N_("Buttons and links"),
	    .hint = N_("#1f4a63 or oklch(0.39 0.065 235). Leave all four empty for the colours of the look.") },
	{ .name = "ground", .label = N_("Ground") },
	{ .name = "surface",
	    .label = N_("Surfaces"),
	    .hint = N_("Behind pictures, in tables, at the foot of the page.") },
	{ .name = "ink", .label = N_("Text") },
};
enum { COLORS = sizeof colors / sizeof *colors };

static const char *label_of(struct ctx *ctx, const struct theme_choice *v, size_t n, const char *code)
{
	for (size_t i = 0; i < n; i++)
		if (str_eq(v[i].code, code))
			return view_text(ctx, v[i].name);
	return code;
}

static const char *label_look(struct ctx *ctx, const char *code)
{
	return label_of(ctx, theme_looks, theme_looks_count, code);
}

static const char *label_font(struct ctx *ctx, const char *code)
{
	return label_of(ctx, theme_fonts, theme_fonts_count, code);
}

static const char *label_radius(struct ctx *ctx, const char *code)
{
	return arena_printf(ctx->arena, "%s px", code);
}

static struct texts codes_of(struct ctx *ctx, const struct theme_choice *v, size_t n)
{
	const char **codes = ARENA_ARRAY(ctx->arena, n, const char *);
	for (size_t i = 0; i < n; i++)
		codes[i] = v[i].code;
	return (struct texts){ codes, n };
}

static void lay_fonts(struct ctx *ctx, struct setting *s, const struct theme *t)
{
	struct texts fonts = codes_of(ctx, theme_fonts, theme_fonts_count);
	struct texts sizes = { radii, sizeof radii / sizeof *radii };
	const char *radius = t->radius < 0 ? "" : arena_printf(ctx->arena, "%" PRId64, t->radius);
	struct form_field *f = setting_add(s, (struct form_field){ .name = "font_body",
	                                          .section = N_("Fonts and corners"),
	                                          .label = N_("Font of texts"),
	                                          .hint = N_("Only fonts that devices have: nothing is fetched."),
	                                          .type = "select",
	                                          .required = true,
	                                          .width = "half" });
	setting_choices(ctx, f, fonts, label_font, t->font_body);
	setting_choice_none(ctx, f, N_("As the look has it"));
	f = setting_add(s, (struct form_field){ .name = "font_head",
	                       .label = N_("Font of headings"),
	                       .type = "select",
	                       .required = true,
	                       .width = "half" });
	setting_choices(ctx, f, fonts, label_font, t->font_head);
	setting_choice_none(ctx, f, N_("As the look has it"));
	f = setting_add(s, (struct form_field){ .name = "radius",
	                       .label = N_("Corners rounded by"),
	                       .type = "select",
	                       .required = true,
	                       .width = "half" });
	setting_choices(ctx, f, sizes, label_radius, radius);
	setting_choice_none(ctx, f, N_("As the look has it"));
}

static enum err_code lay(struct ctx *ctx, struct exchange *x, struct setting *s)
{
	struct theme t;
	enum err_code e = theme_get(ctx, &t);
	(void)x;
	if (e)
		return e;
	s->page.title = view_text(ctx, N_("Look"));
	s->page.action = admin_url(ctx, "/settings/theme");
	s->page.second = N_("Look at it first");
	s->page.second_name = "look_first";
	s->done = "/settings/theme";
	struct setting_list *l = setting_list(ctx, s, (struct setting_list){ .heading = N_("Logo") }, 1);
	l->rows[l->n_rows++] = (struct setting_row){
		.name = view_text(ctx, ctx->settings->logo_address ? N_("Change the logo") : N_("Upload a logo")),
		.url = admin_url(ctx, "/settings/theme/logo"),
	};
	struct form_field *look = setting_add(
	    s, (struct form_field){ .name = "look", .label = N_("The look"), .type = "select", .required = true });
	setting_choices(ctx, look, codes_of(ctx, theme_looks, theme_looks_count), label_look, t.look);
	const char *const values[COLORS] = { t.accent, t.ground, t.surface, t.ink };
	for (size_t i = 0; i < COLORS; i++) {
		struct form_field *f = setting_add(s, colors[i]);
		f->type = "text";
		f->dir = "ltr";
		f->width = "half";
		f->maxlength = "40";
		f->value = values[i];
	}
	lay_fonts(ctx, s, &t);
	return ERR_OK;
}

/* Keeps its sign in front in a sentence that goes the other way. */
static const char *isolated(struct ctx *ctx, const char *code)
{
	return !text_is_rtl(ctx->locale) ? code : arena_printf(ctx->arena, "\u2066%s\u2069", code);
}

/* What a colour became, where it had to. */
static void tell_one(struct ctx *ctx, struct setting *s, const char *sentence, const char *typed, struct color is)
{
	struct color wanted;
	if (str_empty(typed) || !color_parse(typed, &wanted))
		return;
	const char *from = color_hex(ctx->arena, wanted), *to = color_hex(ctx->arena, is);
	if (!str_eq(from, to))
		setting_note(ctx, s, "info", view_format(ctx, sentence, isolated(ctx, from), isolated(ctx, to)));
}

static void tell_mended(struct ctx *ctx, struct setting *s, const struct theme *t)
{
	struct palette p;
	theme_palette(t, false, &p);
	tell_one(
	    ctx, s, N_("Text in {1} could hardly be read on your ground and surfaces: {2} is used."), t->ink, p.text);
	tell_one(ctx, s, N_("Surfaces in {1} are too far from your ground for one text on both: {2} is used."),
	    t->surface, p.surface);
	tell_one(ctx, s, N_("Links in {1} could hardly be read: {2} is used for them."), t->accent, p.link);
	tell_one(ctx, s, N_("Buttons in {1} could hardly be seen: {2} is used for them."), t->accent, p.accent);
}

static const char *value_of(struct setting *s, const char *name)
{
	const struct form_field *f = form_find(&s->page.form, name);
	for (size_t i = 0; i < f->n_options; i++)
		if (f->options[i].selected)
			return f->options[i].value;
	return f->n_options || !f->value ? "" : f->value;
}

/* The theme as the form shows it now. */
static struct theme shown(struct setting *s)
{
	int64_t radius = -1;
	str_to_int(value_of(s, "radius"), 0, 100, &radius);
	return (struct theme){ .look = value_of(s, "look"),
		.accent = value_of(s, "accent"),
		.ground = value_of(s, "ground"),
		.surface = value_of(s, "surface"),
		.ink = value_of(s, "ink"),
		.font_body = value_of(s, "font_body"),
		.font_head = value_of(s, "font_head"),
		.radius = radius };
}

static enum err_code look(struct ctx *ctx, struct exchange *x, struct setting *s)
{
	static const struct theme_kind kinds[] = { { "light", N_("On a light screen") },
		{ "dark", N_("On a dark screen") } };
	struct theme t = shown(s);
	(void)x;
	if (ctx->refusals || !theme_has_colors(&t))
		return ERR_OK;
	tell_mended(ctx, s, &t);
	struct theme_preview *p = ARENA_NEW(ctx->arena, struct theme_preview);
	*p = (struct theme_preview){ .kinds = arena_memdup(ctx->arena, kinds, sizeof kinds), .n_kinds = 2 };
	p->css = admin_url(ctx,
	    arena_printf(ctx->arena,
	        "/settings/theme/preview.css?accent=%s&ground=%s&surface=%s&ink=%s&font_body=%s&font_head=%s&radius=%s",
	        url_encode(ctx, t.accent), url_encode(ctx, t.ground), url_encode(ctx, t.surface),
	        url_encode(ctx, t.ink), t.font_body, t.font_head, value_of(s, "radius")));
	p->logo = shop_picture(ctx, ctx->settings->logo_address, ctx->settings->title, SLOT_LINE);
	s->page.theme = p;
	return ERR_OK;
}

static struct theme typed(const struct theme_in *in)
{
	struct theme t = { .look = in->look,
		.accent = in->accent,
		.ground = in->ground,
		.surface = in->surface,
		.ink = in->ink,
		.font_body = in->font_body,
		.font_head = in->font_head,
		.radius = -1 };
	str_to_int(in->radius, 0, 100, &t.radius);
	return t;
}

static enum err_code check_colors(struct ctx *ctx, const struct theme *t)
{
	const char *const values[COLORS] = { t->accent, t->ground, t->surface, t->ink };
	enum err_code bad = ERR_OK;
	struct color c;
	for (size_t i = 0; i < COLORS; i++)
		if (!str_empty(values[i]) && !color_parse(values[i], &c))
			bad = refuse(ctx, colors[i].name, "color", NULL, NULL);
	return bad;
}

static enum err_code save(struct ctx *ctx, struct exchange *x, struct setting *s)
{
	const struct theme_in *in = x->in;
	struct theme t = typed(in);
	if (!setting_has_choice(s, "look", in->look) || !setting_has_choice(s, "font_body", in->font_body) ||
	    !setting_has_choice(s, "font_head", in->font_head) || !setting_has_choice(s, "radius", in->radius))
		return err_set(ctx, ERR_MALFORMED, "a choice that was not offered");
	s->only_look = in->look_first;
	return s->only_look ? check_colors(ctx, &t) : theme_set(ctx, &t);
}

static const struct setting_job job = { lay, save, look };

enum err_code theme_page_get(struct ctx *ctx, struct exchange *x)
{
	return setting_show(ctx, x, &job);
}

enum err_code theme_page_post(struct ctx *ctx, struct exchange *x)
{
	return setting_save(ctx, x, &job);
}

enum err_code theme_preview_get(struct ctx *ctx, struct exchange *x)
{
	struct theme t = typed(x->in);
	if (x->in_err || check_colors(ctx, &t))
		return err_set(ctx, ERR_NOT_FOUND, "no colours");
	x->res->type = "text/css; charset=utf-8";
	buf_puts(&x->res->body, theme_css(ctx, &t, ".look"));
	return ERR_OK;
}

static enum err_code logo_lay(struct ctx *ctx, struct exchange *x, struct setting *s)
{
	(void)x;
	s->page.title = view_text(ctx, N_("Logo"));
	s->page.up_url = admin_url(ctx, "/settings/theme");
	s->page.up_name = N_("Look");
	s->page.action = admin_url(ctx, "/settings/theme/logo");
	s->page.enctype = "multipart/form-data";
	s->page.button = N_("Upload");
	s->done = "/settings/theme/logo";
	s->page.picture = shop_picture(ctx, ctx->settings->logo_address, ctx->settings->title, SLOT_LINE);
	setting_add(
	    s, (struct form_field){
	           .name = "logo",
	           .label = N_("Picture"),
	           .hint = N_("JPEG, PNG or WebP. It stands in place of the shop’s name at the top of every page."),
	           .type = "file",
	           .required = true,
	       });
	if (ctx->settings->logo_address)
		s->acts[s->page.n_acts++] = (struct setting_act){
			.action = admin_url(ctx, "/settings/theme/logo/delete"),
			.label = N_("Take the logo away"),
			.hint = N_("The shop’s name stands there again."),
			.button = N_("Take away"),
			.kind = "danger",
		};
	return ERR_OK;
}

static enum err_code logo_save(struct ctx *ctx, struct exchange *x, struct setting *s)
{
	const struct upload *file = upload_find(x->req, "logo");
	struct picture_file kept;
	struct picture_kept at;
	(void)s;
	if (!file)
		return refuse(ctx, "logo", "required", NULL, NULL);
	enum err_code e = upload_take(ctx, "logo", file, &kept);
	if (!e)
		e = picture_keep(ctx, &kept, &at);
	return e ? e : theme_logo_set(ctx, at.address, kept.width, kept.height);
}

static const struct setting_job logo_job = { logo_lay, logo_save, NULL };

enum err_code logo_get(struct ctx *ctx, struct exchange *x)
{
	return setting_show(ctx, x, &logo_job);
}

enum err_code logo_post(struct ctx *ctx, struct exchange *x)
{
	return setting_save(ctx, x, &logo_job);
}

enum err_code logo_delete_post(struct ctx *ctx, struct exchange *x)
{
	enum err_code e = theme_logo_set(ctx, NULL, 0, 0);
	return e ? e : flash_redirect(ctx, x, admin_url(ctx, "/settings/theme/logo"), "saved");
}
