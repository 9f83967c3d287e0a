#include <string.h>

#include "base/str.h"
#include "kit/html.h"
#include "kit/text.h"
#include "queries.h"
#include "shop/goods_edit.h"
#include "shop/goods_room.h"
#include "shop/goods_write.h"
#include "shop/tenant.h"

static const char kind[] = "product";

enum err_code goods_words_get(struct ctx *ctx, int64_t id, const struct goods_words **out, size_t *n)
{
	struct goods_texts_row *rows;
	enum err_code e = q_goods_texts(ctx, &(struct goods_texts_in){ .product_id = id }, &rows, n);
	if (e)
		return e;
	struct goods_words *v = ARENA_ARRAY(ctx->arena, *n, struct goods_words);
	for (size_t i = 0; i < *n; i++)
		v[i] = (struct goods_words){ .locale = rows[i].locale,
			.name = rows[i].name,
			.summary = rows[i].summary,
			.body = str_empty(rows[i].body) ? rows[i].description : rows[i].body,
			.slug = rows[i].slug };
	*out = v;
	return ERR_OK;
}

/* A tag or an entity: what stands in running text by chance, "a < b & c", is none. */
static bool is_markup(const char *text)
{
	for (const char *s = text; (s = strpbrk(s, "<&")) != NULL; s++) {
		size_t letters = strspn(s + 1, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789#");
		if (*s == '&' ? letters > 0 && s[1 + letters] == ';' : letters > 0 || s[1] == '/' || s[1] == '!')
			return true;
	}
	return false;
}

struct words_save {
	int64_t id, version;
	const struct goods_words *words;
	size_t n;
};

static enum err_code refuse_at(struct ctx *ctx, const char *field, const char *locale, const char *code)
{
	return refuse(ctx, arena_printf(ctx->arena, "%s_%s", field, locale), code, NULL, NULL);
}

static enum err_code check_slug(struct ctx *ctx, int64_t id, const struct goods_words *w)
{
	struct slug_owner_row owner;
	if (str_empty(w->slug))
		return ERR_OK;
	const char *slug = text_slug(ctx->arena, w->locale, w->slug);
	if (str_empty(slug))
		return refuse_at(ctx, "slug", w->locale, "slug_form");
	enum err_code e =
	    q_slug_owner_one(ctx, &(struct slug_owner_in){ .kind = kind, .locale = w->locale, .slug = slug }, &owner);
	if (e == ERR_NOT_FOUND) {
		err_clear(ctx);
		return ERR_OK;
	}
	if (e || owner.entity_id == id)
		return e;
	return refuse(ctx, arena_printf(ctx->arena, "slug_%s", w->locale), "slug_taken", slug, NULL);
}

static bool is_blank(const struct goods_words *w)
{
	return str_empty(w->name) && str_empty(w->summary) && str_empty(w->body) && str_empty(w->slug);
}

static enum err_code check(struct ctx *ctx, const struct words_save *s)
{
	enum err_code result = ERR_OK;
	for (size_t i = 0; i < s->n; i++) {
		const struct goods_words *w = &s->words[i];
		bool own = str_eq(w->locale, ctx->settings->default_locale);
		enum err_code e = ERR_OK;
		if (str_empty(w->name) && (own || !is_blank(w)))
			e = refuse_at(ctx, "name", w->locale, "required");
		enum err_code slug = check_slug(ctx, s->id, w);
		if (slug && slug != ERR_INPUT)
			return slug;
		result = e || slug ? ERR_INPUT : result;
	}
	return result;
}

static const struct goods_words *find(const struct goods_words *v, size_t n, const char *locale)
{
	for (size_t i = 0; i < n; i++)
		if (str_eq(v[i].locale, locale))
			return &v[i];
	return NULL;
}

/* An address made from a name stays while it still begins with it: only a number was put behind. */
static bool slug_stays(struct ctx *ctx, const struct goods_words *old, const struct goods_words *w)
{
	if (!old || str_empty(old->slug))
		return false;
	if (!str_empty(w->slug))
		return str_eq(old->slug, text_slug(ctx->arena, w->locale, w->slug));
	const char *made = text_slug(ctx->arena, w->locale, w->name);
	if (str_empty(made))
		made = kind;
	size_t n = strlen(made);
	return str_starts(old->slug, made) &&
	       (old->slug[n] == '\0' || (old->slug[n] == '-' && old->slug[n + 1] &&
	                                    !old->slug[n + 1 + strspn(old->slug + n + 1, "0123456789")]));
}

static bool differs(struct ctx *ctx, const struct goods_words *old, const struct goods_words *w)
{
	if (!old || str_empty(w->name))
		return (old != NULL) != !str_empty(w->name);
	return !str_eq(old->name, w->name) || !str_eq(old->summary, w->summary) || !str_eq(old->body, w->body) ||
	       !slug_stays(ctx, old, w);
}

static enum err_code write_slug(struct ctx *ctx, int64_t id, const struct goods_words *w)
{
	const char *slug = text_slug(ctx->arena, w->locale, str_empty(w->slug) ? w->name : w->slug);
	int64_t claimed = 0;
	enum err_code e =
	    q_slug_retire(ctx, &(struct slug_retire_in){ .kind = kind, .locale = w->locale, .entity_id = id }, NULL);
	if (!e && *slug)
		e = q_slug_claim(ctx,
		    &(struct slug_claim_in){ .kind = kind, .locale = w->locale, .slug = slug, .entity_id = id },
		    &claimed);
	return e || claimed ? e : goods_add_slug(ctx, kind, w->locale, slug, id);
}

static enum err_code drop_words(struct ctx *ctx, int64_t id, const char *locale)
{
	enum err_code e =
	    q_goods_text_drop(ctx, &(struct goods_text_drop_in){ .product_id = id, .locale = locale }, NULL);
	return e ? e
	         : q_slug_retire(
	               ctx, &(struct slug_retire_in){ .kind = kind, .locale = locale, .entity_id = id }, NULL);
}

static enum err_code write_words(
    struct ctx *ctx, int64_t id, const struct goods_words *old, const struct goods_words *w)
{
	if (str_empty(w->name))
		return drop_words(ctx, id, w->locale);
	bool markup = is_markup(w->body);
	const char *plain = w->body;
	size_t key_n;
	const uint8_t *key = text_sort_key(ctx->arena, w->locale, w->name, &key_n);
	if (markup && html_to_text(ctx, w->body, strlen(w->body), &plain))
		return refuse_at(ctx, "body", w->locale, "markup_large");
	enum err_code e = q_goods_text_put(ctx,
	    &(struct goods_text_put_in){ .product_id = id,
	        .locale = w->locale,
	        .name = w->name,
	        .summary = w->summary,
	        .description = plain,
	        .body = markup ? w->body : "",
	        .sort_key = { .p = key, .n = key_n } },
	    NULL);
	return e || slug_stays(ctx, old, w) ? e : write_slug(ctx, id, w);
}

static enum err_code save_tx(struct ctx *ctx, void *arg)
{
	const struct words_save *s = arg;
	const struct goods_words *old;
	size_t n_old = 0;
	int64_t version;
	bool changed = false;
	enum err_code e = goods_lock(ctx, s->id, &version);
	if (!e)
		e = check(ctx, s);
	if (!e)
		e = goods_words_get(ctx, s->id, &old, &n_old);
	if (e)
		return e;
	for (size_t i = 0; i < s->n; i++)
		changed = changed || differs(ctx, find(old, n_old, s->words[i].locale), &s->words[i]);
	if (!changed)
		return ERR_OK;
	if (version != s->version)
		return goods_refuse_stale(ctx);
	for (size_t i = 0; !e && i < s->n; i++) {
		const struct goods_words *was = find(old, n_old, s->words[i].locale);
		if (differs(ctx, was, &s->words[i]))
			e = write_words(ctx, s->id, was, &s->words[i]);
	}
	return e ? e : goods_changed(ctx, s->id);
}

enum err_code goods_words_save(struct ctx *ctx, int64_t id, int64_t version, const struct goods_words *words, size_t n)
{
	struct words_save s = { id, version, words, n };
	return db_tx(ctx, save_tx, &s);
}
