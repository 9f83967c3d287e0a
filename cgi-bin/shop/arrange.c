#include "shop/arrange.h"

#include "base/str.h"
#include "kit/text.h"
#include "queries.h"
#include "shop/tenant.h"

/* Things of one name are told apart by a number; so many of one name are an error. */
enum { SLUG_TRIES = 200 };

static const char *const kinds[SLUG_KIND__MAX] = {
	[SLUG_CATEGORY] = "category",
	[SLUG_PRODUCT] = "product",
	[SLUG_PAGE] = "page",
};

const char *arrange_kind(enum slug_kind kind)
{
	return kinds[kind];
}

static bool place_of(const int64_t *ids, size_t n, int64_t id, size_t *place)
{
	for (*place = 0; *place < n; (*place)++)
		if (ids[*place] == id)
			return true;
	return false;
}

bool arrange_move(int64_t *ids, size_t n, int64_t id, enum arrange_step step)
{
	size_t from;
	if (!place_of(ids, n, id, &from))
		return false;
	if (step == ARRANGE_UP ? from == 0 : from + 1 == n)
		return true;
	size_t to = step == ARRANGE_UP ? from - 1 : from + 1;
	ids[from] = ids[to];
	ids[to] = id;
	return true;
}

bool arrange_before(int64_t *ids, size_t n, int64_t id, int64_t before)
{
	size_t from, to = n;
	if (!place_of(ids, n, id, &from) || (before && !place_of(ids, n, before, &to)))
		return false;
	for (; from + 1 < to; from++)
		ids[from] = ids[from + 1];
	for (; from > to; from--)
		ids[from] = ids[from - 1];
	ids[from] = id;
	return true;
}

static enum err_code retire(struct ctx *ctx, const char *kind, const char *locale, int64_t id)
{
	return q_slug_retire(ctx, &(struct slug_retire_in){ .kind = kind, .locale = locale, .entity_id = id }, NULL);
}

static enum err_code claim(
    struct ctx *ctx, const char *kind, const char *locale, const char *slug, int64_t id, int64_t *claimed)
{
	struct slug_claim_in in = { .kind = kind, .locale = locale, .slug = slug, .entity_id = id };
	return q_slug_claim(ctx, &in, claimed);
}

static enum err_code write_typed(struct ctx *ctx, const char *kind, const char *locale, const char *typed, int64_t id)
{
	const char *field = arena_printf(ctx->arena, "slug_%s", locale);
	const char *slug = text_slug(ctx->arena, locale, typed);
	int64_t claimed = 0;
	if (str_empty(slug))
		return refuse(ctx, field, "slug_form", NULL, NULL);
	enum err_code e = claim(ctx, kind, locale, slug, id, &claimed);
	return !e && !claimed ? refuse(ctx, field, "slug_taken", slug, NULL) : e;
}

static enum err_code write_made(struct ctx *ctx, const char *kind, const char *locale, const char *name, int64_t id)
{
	const char *base = text_slug(ctx->arena, locale, name);
	if (str_empty(base))
		base = kind;
	for (int i = 1; i <= SLUG_TRIES; i++) {
		int64_t claimed = 0;
		const char *slug = i == 1 ? base : arena_printf(ctx->arena, "%s-%d", base, i);
		enum err_code e = claim(ctx, kind, locale, slug, id, &claimed);
		if (e || claimed)
			return e;
	}
	return err_set(ctx, ERR_CONFLICT, "more than %d addresses like \"%s\"", SLUG_TRIES, base);
}

static const char *find(const struct localized *texts, const char *locale)
{
	const char *text = localized_find(texts, locale);
	return text ? text : "";
}

enum err_code arrange_slugs(
    struct ctx *ctx, enum slug_kind kind, int64_t id, const struct localized *names, const struct localized *typed)
{
	const struct texts *locales = &ctx->settings->locales;
	enum err_code result = ERR_OK;
	for (size_t i = 0; i < locales->n; i++) {
		const char *locale = locales->v[i], *slug = find(typed, locale), *name = find(names, locale);
		enum err_code e = retire(ctx, kinds[kind], locale, id);
		if (!e && *slug)
			e = write_typed(ctx, kinds[kind], locale, slug, id);
		else if (!e && *name)
			e = write_made(ctx, kinds[kind], locale, name, id);
		if (e && e != ERR_INPUT)
			return e;
		result = e ? e : result;
	}
	return result;
}

enum err_code arrange_slugs_get(struct ctx *ctx, enum slug_kind kind, int64_t id, struct localized *out)
{
	struct slugs_of_row *rows;
	size_t n;
	enum err_code e = q_slugs_of(ctx, &(struct slugs_of_in){ .kind = kinds[kind], .entity_id = id }, &rows, &n);
	if (e)
		return e;
	struct localized_text *v = ARENA_ARRAY(ctx->arena, n, struct localized_text);
	for (size_t i = 0; i < n; i++)
		v[i] = (struct localized_text){ .locale = rows[i].locale, .text = rows[i].slug };
	*out = (struct localized){ .v = v, .n = n };
	return ERR_OK;
}

enum err_code arrange_slugs_give(struct ctx *ctx, enum slug_kind kind, int64_t from_id, int64_t to_id)
{
	if (to_id == 0)
		return q_slugs_drop(ctx, &(struct slugs_drop_in){ .kind = kinds[kind], .entity_id = from_id }, NULL);
	struct slugs_give_in in = { .kind = kinds[kind], .from_id = from_id, .to_id = to_id };
	return q_slugs_give(ctx, &in, NULL);
}
