#include "shop/show.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/str.h"
#include "queries.h"

enum { SHOWN_MAX = 250, CHANGED_MAX = 500 };

static const char *const letters[TOPIC__MAX] = { [TOPIC_SHOP] = "s",
	[TOPIC_GOODS] = "g",
	[TOPIC_PRODUCT] = "p",
	[TOPIC_CATEGORY] = "c",
	[TOPIC_SHELF] = "m",
	[TOPIC_CONTENT] = "t" };

static bool has_id(enum topic topic)
{
	return topic == TOPIC_PRODUCT || topic == TOPIC_CATEGORY || topic == TOPIC_SHELF;
}

const char *show_name(struct ctx *ctx, enum topic topic, int64_t id)
{
	BUG_IF(has_id(topic) != (id != 0));
	return id ? arena_printf(ctx->arena, "%s%" PRId64, letters[topic], id) : letters[topic];
}

void show(struct ctx *ctx, enum topic topic, int64_t id)
{
	struct shown *s = ctx->shown;
	if (!s)
		return;
	const char *name = show_name(ctx, topic, id);
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

static bool shows(const struct shown *s, const char *letters_of_topics)
{
	for (size_t i = 0; i < s->n; i++)
		if (strchr(letters_of_topics, s->tags[i][0]))
			return true;
	return s->all;
}

enum err_code show_clock(struct ctx *ctx)
{
	struct shown *s = ctx->shown;
	struct show_turn_row all;
	struct show_turn_of_row some;
	size_t n = 0;
	if (!s)
		return ERR_OK;
	if (shows(s, "gc")) {
		enum err_code e = q_show_turn_one(ctx, &(struct show_turn_in){ .at = ctx->now }, &all);
		if (!e)
			show_until(ctx, all.turn);
		return e;
	}
	int64_t *ids = ARENA_ARRAY(ctx->arena, s->n, int64_t);
	for (size_t i = 0; i < s->n; i++)
		if (s->tags[i][0] == 'p')
			ids[n++] = strtoll(s->tags[i] + 1, NULL, 10);
	bool shelves = shows(s, "m");
	struct show_turn_of_in of = { .product_ids = { .v = ids, .n = n }, .at = ctx->now, .shelves = shelves };
	enum err_code e = n || shelves ? q_show_turn_of_one(ctx, &of, &some) : ERR_OK;
	if (!e && (n || shelves))
		show_until(ctx, some.turn);
	return e;
}

static enum err_code tell(struct ctx *ctx, const char *const *tags, size_t n)
{
	struct change_add_in in = { .tenant_id = db_tenant(ctx->db), .tags = { .v = tags, .n = n } };
	BUG_IF(in.tenant_id == 0);
	return q_change_add(ctx, &in, NULL);
}

struct told {
	const char **tags;
	size_t n;
};

static void add(struct ctx *ctx, struct told *t, enum topic topic, struct bigints ids)
{
	for (size_t i = 0; i < ids.n; i++)
		t->tags[t->n++] = show_name(ctx, topic, ids.v[i]);
}

enum err_code change(struct ctx *ctx, enum topic topic, const int64_t *ids, size_t n)
{
	static const int64_t none;
	BUG_IF(has_id(topic) != (ids != NULL));
	if (ids && n == 0)
		return ERR_OK;
	if (n > CHANGED_MAX)
		return change_all(ctx);
	struct told t = { .tags = ARENA_ARRAY(ctx->arena, ids ? n : 1, const char *) };
	add(ctx, &t, topic, ids ? (struct bigints){ .v = ids, .n = n } : (struct bigints){ .v = &none, .n = 1 });
	return tell(ctx, t.tags, t.n);
}

enum err_code change_all(struct ctx *ctx)
{
	return change(ctx, TOPIC_SHOP, NULL, 0);
}

enum err_code change_goods(struct ctx *ctx, const struct change_goods *c)
{
	size_t n = c->products.n + c->categories.n + c->shelves.n;
	if (n > CHANGED_MAX)
		return change_all(ctx);
	struct told t = { .tags = ARENA_ARRAY(ctx->arena, n + 1, const char *) };
	t.tags[t.n++] = show_name(ctx, TOPIC_GOODS, 0);
	add(ctx, &t, TOPIC_PRODUCT, c->products);
	add(ctx, &t, TOPIC_CATEGORY, c->categories);
	add(ctx, &t, TOPIC_SHELF, c->shelves);
	return tell(ctx, t.tags, t.n);
}

struct changing {
	enum topic topic;
	enum err_code (*fn)(struct ctx *, void *);
	void *arg;
};

static enum err_code run(struct ctx *ctx, void *arg)
{
	const struct changing *c = arg;
	enum err_code e = c->fn(ctx, c->arg);
	return e ? e : change(ctx, c->topic, NULL, 0);
}

enum err_code change_tx(struct ctx *ctx, enum topic topic, enum err_code (*fn)(struct ctx *, void *), void *arg)
{
	return db_tx_within(ctx, run, &(struct changing){ topic, fn, arg });
}
