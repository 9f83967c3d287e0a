#include "web/document.h"

#include <time.h>

#include "base/limits.h"
#include "view/view.h"

enum err_code document_render(
    struct ctx *ctx, struct exchange *x, const char *template, const void *data, const char *type)
{
	x->res->type = arena_printf(ctx->arena, "%s; charset=utf-8", type);
	x->res->cache = CACHE_PUBLIC;
	x->alike = true;
	buf_init(&x->res->body, ctx->arena, LIMIT_DOCUMENT_BYTES);
	return view_render(ctx, x->view, template, data, NULL, NULL, &x->res->body);
}

const char *document_time(struct ctx *ctx, int64_t seconds)
{
	time_t t = (time_t)seconds;
	struct tm utc;
	if (seconds == 0 || gmtime_r(&t, &utc) == NULL)
		return NULL;
	return arena_printf(ctx->arena, "%04d-%02d-%02dT%02d:%02d:%02dZ", utc.tm_year + 1900, utc.tm_mon + 1,
	    utc.tm_mday, utc.tm_hour, utc.tm_min, utc.tm_sec);
}

const char *document_date(struct ctx *ctx, int64_t seconds)
{
	static const char *const days[] = { "Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat" };
	static const char *const months[] = { "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct",
		"Nov", "Dec" };
	time_t t = (time_t)seconds;
	struct tm utc;
	if (seconds == 0 || gmtime_r(&t, &utc) == NULL)
		return NULL;
	return arena_printf(ctx->arena, "%s, %02d %s %04d %02d:%02d:%02d +0000", days[utc.tm_wday], utc.tm_mday,
	    months[utc.tm_mon], utc.tm_year + 1900, utc.tm_hour, utc.tm_min, utc.tm_sec);
}
