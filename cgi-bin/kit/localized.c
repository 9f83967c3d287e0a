#include "kit/localized.h"

#include <string.h>

#include "base/str.h"
#include "kit/json.h"

enum { JSON_MAX_BYTES = 1024 * 1024 };

const char *localized_find(const struct localized *texts, const char *locale)
{
	for (size_t i = 0; i < texts->n; i++) {
		if (str_eq(texts->v[i].locale, locale))
			return texts->v[i].text;
	}
	return NULL;
}

const char *localized_best(const struct localized *texts, const char *locale, const char *other)
{
	const char *best = localized_find(texts, locale);
	if (str_empty(best))
		best = localized_find(texts, other);
	for (size_t i = 0; i < texts->n && str_empty(best); i++)
		best = texts->v[i].text;
	return best == NULL ? "" : best;
}

enum err_code localized_parse(struct ctx *ctx, const char *text, struct localized *out)
{
	const struct json *object;
	*out = (struct localized){ 0 };
	if (str_empty(text))
		return ERR_OK;
	enum err_code e = json_parse(ctx, text, strlen(text), JSON_MAX_BYTES, &object);
	if (e)
		return e;
	const char *const *names;
	size_t n = json_names(ctx->arena, object, &names);
	struct localized_text *v = ARENA_ARRAY(ctx->arena, n, struct localized_text);
	for (size_t i = 0; i < n; i++) {
		v[i].locale = names[i];
		e = json_get_text(ctx, object, names[i], &v[i].text);
		if (e)
			return e;
	}
	*out = (struct localized){ v, n };
	return ERR_OK;
}

const char *localized_print(struct ctx *ctx, const struct localized *texts)
{
	struct json *object = json_new_object(ctx->arena);
	for (size_t i = 0; i < texts->n; i++) {
		if (!str_empty(texts->v[i].text))
			json_put_text(object, texts->v[i].locale, texts->v[i].text);
	}
	return json_print(ctx->arena, object);
}
