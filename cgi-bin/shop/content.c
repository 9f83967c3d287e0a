#include "shop/content.h"

#include <inttypes.h>

#include "base/str.h"
#include "kit/html_marks.h"
#include "queries.h"
#include "shop/show.h"
#include "shop/tenant.h"

enum { CODE_TRIES = 200 };

enum err_code content_list(struct ctx *ctx, const struct content_row **out, size_t *n)
{
	struct content_rows_in in = { .locale = ctx->locale, .default_locale = ctx->settings->default_locale };
	struct content_rows_row *rows;
	enum err_code e = q_content_rows(ctx, &in, &rows, n);
	if (e)
		return e;
	struct content_row *v = ARENA_ARRAY(ctx->arena, *n, struct content_row);
	for (size_t i = 0; i < *n; i++)
		v[i] = (struct content_row){ .id = rows[i].id,
			.title = rows[i].title,
			.slug = rows[i].slug,
			.role = rows[i].role,
			.active = rows[i].active };
	*out = v;
	return ERR_OK;
}

enum err_code content_form_get(struct ctx *ctx, int64_t id, struct content_form *out)
{
	struct content_head_row head;
	struct content_texts_row *texts;
	size_t n;
	enum err_code e = q_content_head_one(ctx, &(struct content_head_in){ .id = id }, &head);
	if (!e)
		e = q_content_texts(ctx, &(struct content_texts_in){ .id = id }, &texts, &n);
	if (e)
		return e;
	struct localized_text *titles = ARENA_ARRAY(ctx->arena, n, struct localized_text);
	struct localized_text *bodies = ARENA_ARRAY(ctx->arena, n, struct localized_text);
	for (size_t i = 0; i < n; i++) {
		titles[i] = (struct localized_text){ .locale = texts[i].locale, .text = texts[i].title };
		bodies[i] = (struct localized_text){ .locale = texts[i].locale, .text = texts[i].body };
	}
	*out = (struct content_form){ .id = id,
		.version = head.version,
		.role = head.role ? head.role : "",
		.format = head.format,
		.active = head.active,
		.title = { .v = titles, .n = n },
		.body = { .v = bodies, .n = n } };
	return arrange_slugs_get(ctx, SLUG_PAGE, id, &out->slug);
}

static bool one_of(const char *word, const char *const *words)
{
	while (*words && !str_eq(*words, word))
		words++;
	return *words != NULL;
}

static const char *text_in(const struct localized *texts, const char *locale)
{
	const char *text = localized_find(texts, locale);
	return text ? text : "";
}

static enum err_code check(struct ctx *ctx, const struct content_form *f)
{
	static const char *const roles[] = { "", "imprint", "privacy", "terms", "withdrawal", "shipping", NULL };
	static const char *const formats[] = { "text", "html", NULL };
	const struct settings *s = ctx->settings;
	enum err_code e = ERR_OK;
	for (size_t i = 0; i < s->locales.n; i++) {
		const char *locale = s->locales.v[i];
		struct html shown;
		bool needed = str_eq(locale, s->default_locale) || *text_in(&f->body, locale);
		if (needed && !*text_in(&f->title, locale))
			e = refuse(ctx, arena_printf(ctx->arena, "title_%s", locale), "required", NULL, NULL);
		if (content_body(ctx, f->format, text_in(&f->body, locale), &shown))
			e = refuse(ctx, arena_printf(ctx->arena, "body_%s", locale), "markup_large", NULL, NULL);
	}
	if (!one_of(f->role, roles))
		e = refuse(ctx, "role", "choose_one", NULL, NULL);
	return one_of(f->format, formats) ? e : refuse(ctx, "format", "choose_one", NULL, NULL);
}

static enum err_code write_texts(struct ctx *ctx, int64_t id, const struct content_form *f)
{
	const struct texts *locales = &ctx->settings->locales;
	enum err_code e = ERR_OK;
	for (size_t i = 0; !e && i < locales->n; i++) {
		struct content_text_put_in in = { .page_id = id,
			.locale = locales->v[i],
			.title = text_in(&f->title, locales->v[i]),
			.body = text_in(&f->body, locales->v[i]) };
		struct content_text_drop_in none = { .page_id = id, .locale = locales->v[i] };
		e = *in.title ? q_content_text_put(ctx, &in, NULL) : q_content_text_drop(ctx, &none, NULL);
	}
	return e ? e : arrange_slugs(ctx, SLUG_PAGE, id, &f->title, &f->slug);
}

/* A code for files and imports, made of the title and numbered where taken. */
static enum err_code insert(struct ctx *ctx, const struct content_form *f, int64_t position, int64_t *id)
{
	const char *base = text_in(&f->title, ctx->settings->default_locale);
	for (int i = 1; i <= CODE_TRIES; i++) {
		struct content_insert_in in = { .code = i == 1 ? base : arena_printf(ctx->arena, "%s-%d", base, i),
			.position = position,
			.role = *f->role ? f->role : NULL,
			.active = f->active,
			.format = f->format };
		struct content_insert_row *rows;
		size_t n;
		enum err_code e = q_content_insert(ctx, &in, &rows, &n);
		if (e)
			return e;
		if (n) {
			*id = rows[0].id;
			return ERR_OK;
		}
	}
	return err_set(ctx, ERR_CONFLICT, "more than %d pages of one code", CODE_TRIES);
}

static enum err_code update(struct ctx *ctx, const struct content_form *f)
{
	struct content_head_row head;
	int64_t changed = 0;
	enum err_code e = q_content_head_one(ctx, &(struct content_head_in){ .id = f->id }, &head);
	if (!e)
		e = q_content_update(ctx,
		    &(struct content_update_in){ .id = f->id,
		        .version = f->version,
		        .role = *f->role ? f->role : NULL,
		        .active = f->active,
		        .format = f->format },
		    &changed);
	return !e && !changed ? err_set(ctx, ERR_CONFLICT, "page %" PRId64 " was changed meanwhile", f->id) : e;
}

struct saving {
	const struct content_form *form;
	int64_t id;
};

static enum err_code save(struct ctx *ctx, void *arg)
{
	struct saving *s = arg;
	const struct content_form *f = s->form;
	struct content_lock_row *all;
	size_t n;
	enum err_code e = q_content_lock(ctx, &all, &n);
	if (!e && *f->role)
		e = q_content_role_free(ctx, &(struct content_role_free_in){ .id = f->id, .role = f->role }, NULL);
	s->id = f->id;
	if (!e)
		e = f->id ? update(ctx, f) : insert(ctx, f, (int64_t)n + 1, &s->id);
	return e ? e : write_texts(ctx, s->id, f);
}

enum err_code content_save(struct ctx *ctx, const struct content_form *f, int64_t *id)
{
	struct saving s = { .form = f };
	enum err_code e = check(ctx, f);
	if (!e)
		e = change_tx(ctx, TOPIC_SHOP, save, &s);
	*id = s.id;
	return e;
}

struct moving {
	int64_t id;
	enum arrange_step step;
};

static enum err_code move(struct ctx *ctx, void *arg)
{
	const struct moving *m = arg;
	struct content_lock_row *all;
	size_t n;
	enum err_code e = q_content_lock(ctx, &all, &n);
	if (e)
		return e;
	int64_t *ids = ARENA_ARRAY(ctx->arena, n, int64_t);
	for (size_t i = 0; i < n; i++)
		ids[i] = all[i].id;
	if (!arrange_move(ids, n, m->id, m->step))
		return err_set(ctx, ERR_NOT_FOUND, "no page %" PRId64, m->id);
	return q_content_positions(ctx, &(struct content_positions_in){ .ids = { .v = ids, .n = n } }, NULL);
}

enum err_code content_move(struct ctx *ctx, int64_t id, enum arrange_step step)
{
	struct moving m = { .id = id, .step = step };
	return change_tx(ctx, TOPIC_SHOP, move, &m);
}

static enum err_code take_away(struct ctx *ctx, void *arg)
{
	const int64_t *id = arg;
	int64_t deleted;
	enum err_code e = arrange_slugs_give(ctx, SLUG_PAGE, *id, 0);
	if (!e)
		e = q_menu_forget(ctx, &(struct menu_forget_in){ .kind = "page", .target_id = *id }, NULL);
	if (!e)
		e = q_content_delete(ctx, &(struct content_delete_in){ .id = *id }, &deleted);
	return !e && !deleted ? err_set(ctx, ERR_NOT_FOUND, "no page %" PRId64, *id) : e;
}

enum err_code content_remove(struct ctx *ctx, int64_t id)
{
	return change_tx(ctx, TOPIC_SHOP, take_away, &id);
}

enum err_code content_body(struct ctx *ctx, const char *format, const char *body, struct html *out)
{
	(void)format;
	*out = html_of_marks(ctx->arena, body);
	return ERR_OK;
}
