#include <string.h>

#include "base/conf.h"
#include "base/log.h"
#include "base/str.h"
#include "view/escape.h"
#include "view/value.h"

static const struct bound *bound_at(const struct render *r, uint32_t path)
{
	return &r->file->bound[path];
}

static void (*const writers[TPL_CONTEXT__MAX])(struct buf *, const char *) = {
	[TPL_TEXT] = escape_text,
	[TPL_ATTR] = escape_attr,
	[TPL_HUMAN] = escape_attr,
	[TPL_URL] = escape_url,
	[TPL_PERCENT] = escape_percent,
	[TPL_DATETIME] = escape_attr,
	[TPL_MARKUP] = escape_none,
	[TPL_PLAIN] = escape_none,
};

/* The instructions: each returns the next one. */
static uint32_t do_literal(struct render *r, const struct tpl_ins *i, uint32_t at)
{
	buf_add(r->out, r->file->pool + i->a, i->b);
	return at + 1;
}

static uint32_t do_value(struct render *r, const struct tpl_ins *i, uint32_t at)
{
	const struct bound *b = bound_at(r, i->a);
	const void *p;
	const char *s;

	/* Ids are many, and need neither memory nor escaping. */
	if (b->kind == VIEW_ID) {
		p = value_find(r, b);
		if (p != NULL)
			buf_int(r->out, *(const int64_t *)p);
		return at + 1;
	}
	s = value_text(r, b, i->arg);
	if (s != NULL)
		writers[i->arg](r->out, s);
	return at + 1;
}

static uint32_t do_plural(struct render *r, const struct tpl_ins *i, uint32_t at)
{
	const int64_t *n = value_find(r, bound_at(r, i->a));

	if (n != NULL)
		writers[i->arg](r->out, view_plural(r->ctx, r->file->pool + i->b, *n));
	return at + 1;
}

static uint32_t do_asset_base(struct render *r, const struct tpl_ins *i, uint32_t at)
{
	(void)i;
	escape_attr(r->out, r->ctx->conf->asset_base);
	return at + 1;
}

static uint32_t do_present(struct render *r, const struct tpl_ins *i, uint32_t at)
{
	return value_is_present(r, bound_at(r, i->a)) ? at + 1 : i->c;
}

static uint32_t do_if(struct render *r, const struct tpl_ins *i, uint32_t at)
{
	return value_is_true(r, bound_at(r, i->a)) != (i->arg != 0) ? at + 1 : i->c;
}

static uint32_t do_if_word(struct render *r, const struct tpl_ins *i, uint32_t at)
{
	char digits[24];
	const char *s = value_word(r, bound_at(r, i->a), digits);

	return str_eq(s, r->file->pool + i->b) != (i->arg != 0) ? at + 1 : i->c;
}

static uint32_t do_if_same(struct render *r, const struct tpl_ins *i, uint32_t at)
{
	char digits[24];
	char others[24];
	const char *s = value_word(r, bound_at(r, i->a), digits);
	bool same = s != NULL && str_eq(s, value_word(r, bound_at(r, i->b), others));

	return same != (i->arg != 0) ? at + 1 : i->c;
}

static uint32_t do_each(struct render *r, const struct tpl_ins *i, uint32_t at)
{
	const struct bound *b = bound_at(r, i->a);
	const char *p = value_find(r, b);
	size_t n = p != NULL ? *(const size_t *)(const void *)(p + b->count) : 0;
	const char *items = p != NULL ? *(const char *const *)(const void *)p : NULL;

	if (n == 0 || items == NULL)
		return i->c;
	r->loop[i->slot] = (struct loop){ items, b->type->size, 0, n };
	r->slot[i->slot] = items;
	return at + 1;
}

static uint32_t do_next(struct render *r, const struct tpl_ins *i, uint32_t at)
{
	struct loop *l = &r->loop[i->slot];

	if (++l->i >= l->n)
		return at + 1;
	l->item += l->size;
	r->slot[i->slot] = l->item;
	return i->c;
}

static uint32_t do_with(struct render *r, const struct tpl_ins *i, uint32_t at)
{
	const struct bound *b = bound_at(r, i->a);
	const void *p = value_find(r, b);

	if (p != NULL && b->kind == VIEW_PTR)
		p = *(const void *const *)p;
	r->slot[i->slot] = p;
	return p != NULL ? at + 1 : i->c;
}

static uint32_t do_hole(struct render *r, const struct tpl_ins *i, uint32_t at)
{
	if (r->holes != NULL) {
		BUG_IF(r->holes->n == VIEW_HOLES_MAX);
		r->holes->v[r->holes->n++] = (struct view_hole){ .name = r->file->pool + i->b, .from = r->out->len };
	}
	return at + 1;
}

static uint32_t do_filled(struct render *r, const struct tpl_ins *i, uint32_t at)
{
	(void)i;
	if (r->holes != NULL)
		r->holes->v[r->holes->n - 1].to = r->out->len;
	return at + 1;
}

static uint32_t (*const ops[TPL_OP__MAX])(struct render *, const struct tpl_ins *, uint32_t) = {
	[TPL_LITERAL] = do_literal,
	[TPL_VALUE] = do_value,
	[TPL_PLURAL] = do_plural,
	[TPL_ASSET_BASE] = do_asset_base,
	[TPL_PRESENT] = do_present,
	[TPL_IF] = do_if,
	[TPL_IF_WORD] = do_if_word,
	[TPL_IF_SAME] = do_if_same,
	[TPL_EACH] = do_each,
	[TPL_NEXT] = do_next,
	[TPL_WITH] = do_with,
	[TPL_HOLE] = do_hole,
	[TPL_FILLED] = do_filled,
};

static bool same_language(const char *file, const char *wanted)
{
	size_t n = strcspn(wanted, "-");

	return strlen(file) == n && strncmp(file, wanted, n) == 0;
}

/* The locale itself, else its language, else English, else any: a page in another language is better than none. */
static const struct view_file *file_for(const struct view_set *set, const char *locale)
{
	const struct view_file *best = set->files;
	int rank = 0;

	for (const struct view_file *f = set->files; f != NULL; f = f->next) {
		int r = str_eq(f->locale, locale) ? 3 : same_language(f->locale, locale) ? 2 : str_eq(f->locale, "en");

		if (r > rank) {
			rank = r;
			best = f;
		}
	}
	return best;
}

/* Up to the instruction that ends it. */
static void run(struct render *r, uint32_t at, enum tpl_op end)
{
	while (r->file->ins[at].op != end)
		at = ops[r->file->ins[at].op](r, &r->file->ins[at], at);
}

enum err_code view_render_holes(struct ctx *ctx, const struct view_set *set, const char *template, const void *data,
    const void *common, const char *time_zone, struct buf *out, struct view_holes *holes)
{
	struct render r = { .ctx = ctx, .zone = time_zone, .out = out, .holes = holes };
	const struct tpl_template *t;

	r.file = file_for(set, ctx->locale);
	t = file_template(r.file, template);
	BUG_IF(t == NULL);
	r.slot[TPL_SLOT_DATA] = data;
	r.slot[TPL_SLOT_PAGE] = common;
	run(&r, t->first, TPL_END);
	if (out->overflow)
		return err_set(ctx, ERR_INTERNAL, "page \"%s\" is larger than %zu bytes", template, out->max);
	return ERR_OK;
}

enum err_code view_render(struct ctx *ctx, const struct view_set *set, const char *template, const void *data,
    const void *common, const char *time_zone, struct buf *out)
{
	return view_render_holes(ctx, set, template, data, common, time_zone, out, NULL);
}

void view_render_hole(
    struct ctx *ctx, const struct view_set *set, const char *name, const void *common, struct buf *out)
{
	struct render r = { .ctx = ctx, .file = file_for(set, ctx->locale), .out = out };

	r.slot[TPL_SLOT_PAGE] = common;
	for (size_t i = 0; i < r.file->n_holes; i++)
		if (str_eq(r.file->holes[i].name, name))
			run(&r, r.file->holes[i].at + 1, TPL_FILLED);
}
