#include "shop/show.h"

#include <inttypes.h>

#include "base/log.h"
#include "base/str.h"
#include "queries.h"

enum { SHOWN_MAX = 250, CHANGED_MAX = 500 };

static const char *const letters[TOPIC__MAX] = {
	[TOPIC_SHOP] = "s", [TOPIC_GOODS] = "g", [TOPIC_PRODUCT] = "p", [TOPIC_CATEGORY] = "c", [TOPIC_CONTENT] = "t"
};

static bool has_id(enum topic topic)
{
	return topic == TOPIC_PRODUCT || topic == TOPIC_CATEGORY;
}

static const char *tag(struct ctx *ctx, enum topic topic, int64_t id)
{
	BUG_IF(has_id(topic) != (id != 0));
	return id ? arena_printf(ctx->arena, "%s%" PRId64, letters[topic], id) : letters[topic];
}

void show(struct ctx *ctx, enum topic topic, int64_t id)
{
	struct shown *s = ctx->shown;
	if (!s)
		return;
	const char *name = tag(ctx, topic, id);
	for (size_t i = 0; i < s->n; i++)
		if (str_eq(s->tags[i], name))
			return;
	if (!s->tags)
		s->tags = ARENA_ARRAY(ctx->arena, SHOWN_MAX, const char *);
	if (s->n == SHOWN_MAX)
		s->all = true;
	else
		s->tags[s->n++] = name;
}

void show_until(struct ctx *ctx, int64_t when)
{
	if (ctx->shown && when < ctx->shown->until)
		ctx->shown->until = when;
}

static enum err_code tell(struct ctx *ctx, const char *const *tags, size_t n)
{
	struct change_add_in in = { .tenant_id = ctx->tenant_id, .tags = { .v = tags, .n = n } };
	return q_change_add(ctx, &in, NULL);
}

enum err_code change(struct ctx *ctx, enum topic topic, const int64_t *ids, size_t n)
{
	BUG_IF(has_id(topic) != (ids != NULL));
	if (ids && n == 0)
		return ERR_OK;
	if (n > CHANGED_MAX)
		return change_all(ctx);
	size_t n_tags = ids ? n : 1;
	const char **tags = ARENA_ARRAY(ctx->arena, n_tags, const char *);
	for (size_t i = 0; i < n_tags; i++)
		tags[i] = tag(ctx, topic, ids ? ids[i] : 0);
	return tell(ctx, tags, n_tags);
}

enum err_code change_all(struct ctx *ctx)
{
	return change(ctx, TOPIC_SHOP, NULL, 0);
}
