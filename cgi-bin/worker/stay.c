#include "worker/stay.h"

#include "base/log.h"
#include "base/str.h"
#include "worker/worker.h"

void stay_anew(struct stay *s)
{
	arena_reset(s->arena);
	*s = (struct stay){ .arena = s->arena, .began = worker_seconds() };
}

static enum err_code meet(struct ctx *ctx, const char *cell, int64_t tenant_id, const struct tenant **out)
{
	enum err_code err = tenant_by_id(ctx, tenant_id, out);

	if (err)
		return err == ERR_NOT_FOUND ? ERR_FORBIDDEN : err;
	if (!str_eq((*out)->state, "active"))
		return err_set(ctx, ERR_FORBIDDEN, "shop is %s", (*out)->state);
	if (!str_eq((*out)->cell, cell))
		return err_set(ctx, ERR_FORBIDDEN, "shop is on cell %s", (*out)->cell);
	return ERR_OK;
}

static const struct settings *heard(const struct stay *s, const char *locale)
{
	for (const struct spoken *k = s->spoken; k; k = k->next)
		if (k->locale == locale || (k->locale && locale && str_eq(k->locale, locale)))
			return k->settings;
	return NULL;
}

static enum err_code speak(struct ctx *ctx, struct stay *s, const struct tenant *tenant, const char *locale)
{
	const struct settings *settings = heard(s, locale);
	struct spoken *k;
	enum err_code err;

	if (settings) {
		tenant_enter_as(ctx, tenant, settings);
		return ERR_OK;
	}
	err = tenant_enter(ctx, tenant, locale);
	if (err)
		return err;
	k = ARENA_NEW(s->arena, struct spoken);
	*k = (struct spoken){ locale ? arena_strdup(s->arena, locale) : NULL, ctx->settings, s->spoken };
	s->spoken = k;
	return ERR_OK;
}

static enum err_code enter(struct ctx *ctx, struct stay *s, const char *cell, int64_t tenant_id)
{
	const struct tenant *tenant = s->tenant;
	enum err_code err = tenant ? ERR_OK : meet(ctx, cell, tenant_id, &tenant);

	if (!err)
		err = speak(ctx, s, tenant, NULL);
	if (!err)
		s->tenant = tenant;
	return err;
}

static enum err_code word(
    struct ctx *ctx, struct stay *s, const char *kind, const char *locale, const struct mail_text **out)
{
	struct worded *k = ARENA_NEW(s->arena, struct worded);
	enum err_code err;

	*k = (struct worded){ kind, arena_strdup(s->arena, locale), { "", "", "" }, s->worded };
	err = mail_text_find(ctx, kind, locale, &k->text);
	if (err)
		return err;
	s->worded = k;
	*out = &k->text;
	return ERR_OK;
}

enum err_code stay_enter(struct ctx *ctx, struct stay *s, const char *cell, int64_t tenant_id)
{
	struct arena *of_job = ctx->arena;
	enum err_code err;

	if (worker_seconds() != s->began)
		stay_anew(s);
	BUG_IF(s->tenant && s->tenant->id != tenant_id);
	ctx->arena = s->arena;
	err = enter(ctx, s, cell, tenant_id);
	ctx->arena = of_job;
	return err;
}

enum err_code stay_speak(struct ctx *ctx, struct stay *s, const char *locale)
{
	struct arena *of_job = ctx->arena;
	enum err_code err;

	ctx->locale = locale;
	ctx->arena = s->arena;
	err = speak(ctx, s, s->tenant, locale);
	ctx->arena = of_job;
	return err;
}

enum err_code stay_words(
    struct ctx *ctx, struct stay *s, const char *kind, const char *locale, const struct mail_text **out)
{
	struct arena *of_job = ctx->arena;
	enum err_code err;

	for (const struct worded *k = s->worded; k; k = k->next)
		if (str_eq(k->kind, kind) && str_eq(k->locale, locale)) {
			*out = &k->text;
			return ERR_OK;
		}
	ctx->arena = s->arena;
	err = word(ctx, s, kind, locale, out);
	ctx->arena = of_job;
	return err;
}
