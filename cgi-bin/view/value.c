#include <time.h>

#include "base/str.h"
#include "kit/text.h"
#include "view/value.h"

const void *value_find(struct render *r, const struct bound *b)
{
	const char *p = r->slot[b->slot];
	const struct loop *l = &r->loop[b->slot];

	if (b->special != TPL_PLAIN_PATH) {
		r->special = (int64_t)l->i + 1;
		r->special_bool = b->special == TPL_AT_FIRST ? l->i == 0 : l->i + 1 == l->n;
		return b->special == TPL_AT_INDEX ? (const void *)&r->special : &r->special_bool;
	}
	for (uint8_t i = 0; i < b->n; i++) {
		if (i > 0)
			p = *(const char *const *)(const void *)p;
		if (p == NULL)
			return NULL;
		p += b->step[i];
	}
	return p;
}

/* Readers of a value as text; p is never NULL. The result may be NULL: nothing there. */
static const char *read_str(struct render *r, const void *p)
{
	(void)r;
	return *(const char *const *)p;
}

static const char *read_msg(struct render *r, const void *p)
{
	const char *id = *(const char *const *)p;

	return str_empty(id) ? id : view_text(r->ctx, id);
}

static const char *read_html(struct render *r, const void *p)
{
	(void)r;
	return ((const struct html *)p)->safe;
}

static const char *read_int(struct render *r, const void *p)
{
	return text_integer(r->ctx->arena, r->ctx->locale, *(const int64_t *)p);
}

static const char *read_id(struct render *r, const void *p)
{
	return arena_printf(r->ctx->arena, "%lld", (long long)*(const int64_t *)p);
}

static const char *read_money(struct render *r, const void *p)
{
	const struct money *m = p;

	return m->currency[0] != '\0' ? text_money(r->ctx->arena, r->ctx->locale, *m) : NULL;
}

static const char *read_date(struct render *r, const void *p)
{
	int64_t t = *(const int64_t *)p;

	return t != 0 ? text_date(r->ctx->arena, r->ctx->locale, r->zone, t) : NULL;
}

static const char *read_datetime(struct render *r, const void *p)
{
	int64_t t = *(const int64_t *)p;

	return t != 0 ? text_datetime(r->ctx->arena, r->ctx->locale, r->zone, t) : NULL;
}

static const char *(*const readers[VIEW_KIND__MAX])(struct render *, const void *) = {
	[VIEW_STR] = read_str,
	[VIEW_MSG] = read_msg,
	[VIEW_HTML] = read_html,
	[VIEW_INT] = read_int,
	[VIEW_ID] = read_id,
	[VIEW_MONEY] = read_money,
	[VIEW_DATE] = read_date,
	[VIEW_DATETIME] = read_datetime,
};

static const char *iso_time(struct render *r, int64_t t)
{
	time_t seconds = (time_t)t;
	struct tm tm;
	char text[32];

	if (t == 0 || gmtime_r(&seconds, &tm) == NULL)
		return NULL;
	strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &tm);
	return arena_strdup(r->ctx->arena, text);
}

const char *value_text(struct render *r, const struct bound *b, uint8_t context)
{
	const void *p = value_find(r, b);

	if (p == NULL)
		return NULL;
	if (context == TPL_DATETIME && b->kind != VIEW_STR)
		return iso_time(r, *(const int64_t *)p);
	return readers[b->kind](r, p);
}

bool value_is_present(struct render *r, const struct bound *b)
{
	const void *p = value_find(r, b);

	if (p == NULL)
		return false;
	switch (b->kind) {
	case VIEW_STR:
	case VIEW_MSG:
		return *(const char *const *)p != NULL;
	case VIEW_DATE:
	case VIEW_DATETIME:
		return *(const int64_t *)p != 0;
	case VIEW_MONEY:
		return ((const struct money *)p)->currency[0] != '\0';
	default:
		return true;
	}
}

bool value_is_true(struct render *r, const struct bound *b)
{
	const void *p = value_find(r, b);

	if (p == NULL)
		return false;
	switch (b->kind) {
	case VIEW_STR:
	case VIEW_MSG:
	case VIEW_HTML:
		return !str_empty(*(const char *const *)p);
	case VIEW_BOOL:
		return *(const bool *)p;
	case VIEW_MONEY:
		return ((const struct money *)p)->minor != 0;
	case VIEW_PTR:
		return *(const void *const *)p != NULL;
	case VIEW_LIST:
		return *(const size_t *)(const void *)((const char *)p + b->count) != 0;
	case VIEW_STRUCT:
		return true;
	default:
		return *(const int64_t *)p != 0;
	}
}

const char *value_word(struct render *r, const struct bound *b, char digits[24])
{
	const void *p = value_find(r, b);
	int64_t n;
	uint64_t rest;
	char *at = digits + 23;

	if (p == NULL)
		return NULL;
	if (b->kind == VIEW_STR)
		return *(const char *const *)p;
	n = *(const int64_t *)p;
	rest = n < 0 ? 0 - (uint64_t)n : (uint64_t)n;
	*at = '\0';
	do {
		*--at = (char)('0' + rest % 10);
		rest /= 10;
	} while (rest != 0);
	if (n < 0)
		*--at = '-';
	return at;
}
