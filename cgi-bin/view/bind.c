#include <stdio.h>
#include <string.h>

#include "base/str.h"
#include "view/plurals.h"
#include "view/set.h"

#define BIT(kind) (1u << (kind))
#define SHOWN                                                                                                          \
	(BIT(VIEW_STR) | BIT(VIEW_MSG) | BIT(VIEW_INT) | BIT(VIEW_ID) | BIT(VIEW_MONEY) | BIT(VIEW_DATE) |             \
	    BIT(VIEW_DATETIME))

static const struct {
	unsigned kinds;
	const char *what;
} needs[TPL_NEED__MAX] = {
	[TPL_TEXT] = { SHOWN, "text" },
	[TPL_PLAIN] = { SHOWN, "text" },
	[TPL_HUMAN] = { SHOWN, "an attribute for people" },
	[TPL_STRING] = { SHOWN, "an attribute" },
	[TPL_ATTR] = { BIT(VIEW_STR) | BIT(VIEW_MSG) | BIT(VIEW_ID),
	    "an attribute for programs (VIEW_STR or VIEW_ID)" },
	[TPL_URL] = { BIT(VIEW_STR), "an address (VIEW_STR)" },
	[TPL_PERCENT] = { BIT(VIEW_STR) | BIT(VIEW_ID), "a part of an address (VIEW_STR or VIEW_ID)" },
	[TPL_DATETIME] = { BIT(VIEW_DATE) | BIT(VIEW_DATETIME) | BIT(VIEW_STR),
	    "datetime (VIEW_DATE or VIEW_DATETIME)" },
	[TPL_MARKUP] = { BIT(VIEW_HTML), "t:html (VIEW_HTML)" },
	[TPL_TRUTH] = { BIT(VIEW_KIND__MAX) - 1, "a condition" },
	[TPL_WORD] = { BIT(VIEW_STR) | BIT(VIEW_ID) | BIT(VIEW_INT), "a comparison (VIEW_STR, VIEW_ID or VIEW_INT)" },
	[TPL_ITEMS] = { BIT(VIEW_LIST), "t:each (VIEW_LIST)" },
	[TPL_NAMED] = { BIT(VIEW_STRUCT) | BIT(VIEW_PTR), "with (VIEW_STRUCT or VIEW_PTR)" },
	[TPL_COUNT] = { BIT(VIEW_INT) | BIT(VIEW_ID), "the number of a plural" },
};

static const char *const kind_names[] = {
	[VIEW_STR] = "VIEW_STR",
	[VIEW_MSG] = "VIEW_MSG",
	[VIEW_HTML] = "VIEW_HTML",
	[VIEW_INT] = "VIEW_INT",
	[VIEW_ID] = "VIEW_ID",
	[VIEW_BOOL] = "VIEW_BOOL",
	[VIEW_MONEY] = "VIEW_MONEY",
	[VIEW_DATE] = "VIEW_DATE",
	[VIEW_DATETIME] = "VIEW_DATETIME",
	[VIEW_STRUCT] = "VIEW_STRUCT",
	[VIEW_PTR] = "VIEW_PTR",
	[VIEW_LIST] = "VIEW_LIST",
};
_Static_assert(sizeof kind_names / sizeof *kind_names == VIEW_KIND__MAX, "a name for every kind");

struct binder {
	const struct view_set *set;
	struct view_file *file;
	const struct view_type *type[TPL_SLOTS]; /* NULL where unknown after a mistake */
	unsigned errors;
};

static const char *pool_at(const struct view_file *f, uint32_t offset)
{
	return offset < f->header->pool_size ? f->pool + offset : "";
}

static void mistake(struct binder *b, const struct tpl_path *p, const char *name, const char *what)
{
	b->errors++;
	fprintf(stderr, "%s:%u: \"%s\" %s\n", pool_at(b->file, p->file), p->line, name, what);
}

static const struct view_field *field_find(const struct view_type *t, const char *name, size_t n)
{
	for (const struct view_field *f = t->fields; f->name != NULL; f++)
		if (strlen(f->name) == n && memcmp(f->name, name, n) == 0)
			return f;
	return NULL;
}

static bool unknown(struct binder *b, const struct tpl_path *p, const char *name, const struct view_type *t)
{
	char what[160];

	snprintf(what, sizeof what, "is unknown in %s", t->name);
	mistake(b, p, name, what);
	return false;
}

/* Follows the names of a path from the slot's type; false after a mistake. */
static bool follow(struct binder *b, const struct tpl_path *p, struct bound *out)
{
	const struct view_type *t = b->type[p->slot];
	const char *name = pool_at(b->file, p->names);

	*out = (struct bound){ .kind = VIEW_STRUCT, .slot = p->slot, .n = 1, .type = t };
	while (*name != '\0') {
		size_t n = strcspn(name, ".");
		const struct view_field *f;

		if (out->kind != VIEW_STRUCT && out->kind != VIEW_PTR) {
			mistake(b, p, name, "is asked of a value that has no fields");
			return false;
		}
		if (out->kind == VIEW_PTR && ++out->n > TPL_STEPS) {
			mistake(b, p, name, "lies behind too many pointers");
			return false;
		}
		f = field_find(out->type, name, n);
		if (f == NULL)
			return unknown(b, p, name, out->type);
		out->step[out->n - 1] += (uint32_t)f->offset;
		out->kind = f->kind;
		out->type = f->type;
		out->count = (ptrdiff_t)f->count_offset - (ptrdiff_t)f->offset;
		name += n + (name[n] == '.');
	}
	return true;
}

/* @index is a number for people where people see it, else plain digits. */
static void bind_special(const struct tpl_path *p, struct bound *out)
{
	bool shown = p->need == TPL_TEXT || p->need == TPL_PLAIN || p->need == TPL_HUMAN;

	*out = (struct bound){ .kind = VIEW_BOOL, .slot = p->slot, .special = p->special };
	if (p->special == TPL_AT_INDEX)
		out->kind = shown ? VIEW_INT : VIEW_ID;
}

static const struct bound *bind_path(struct binder *b, uint32_t index)
{
	const struct tpl_path *p = b->file->paths + (index < b->file->header->n_paths ? index : 0);
	struct bound *out = b->file->bound + (p - b->file->paths);
	char what[160];

	if (index >= b->file->header->n_paths || p->slot >= TPL_SLOTS || p->need >= TPL_NEED__MAX) {
		b->errors++;
		fprintf(stderr, "the compiled templates are damaged\n");
		return NULL;
	}
	if (p->special != TPL_PLAIN_PATH) {
		bind_special(p, out);
	} else {
		if (b->type[p->slot] == NULL) {
			if (p->slot == TPL_SLOT_PAGE)
				mistake(b, p, pool_at(b->file, p->names),
				    "is asked of page., and this set has no common struct");
			return NULL;
		}
		if (!follow(b, p, out))
			return NULL;
	}
	if (needs[p->need].kinds & BIT(out->kind))
		return out;
	snprintf(what, sizeof what, "is %s and cannot be %s", kind_names[out->kind], needs[p->need].what);
	mistake(b, p, pool_at(b->file, p->names), what);
	return NULL;
}

static const struct {
	bool a_path, b_path, b_string, jumps, slot;
} shapes[TPL_OP__MAX] = {
	[TPL_VALUE] = { .a_path = true },
	[TPL_PLURAL] = { .a_path = true, .b_string = true },
	[TPL_PRESENT] = { .a_path = true, .jumps = true },
	[TPL_IF] = { .a_path = true, .jumps = true },
	[TPL_IF_WORD] = { .a_path = true, .b_string = true, .jumps = true },
	[TPL_IF_SAME] = { .a_path = true, .b_path = true, .jumps = true },
	[TPL_EACH] = { .a_path = true, .jumps = true, .slot = true },
	[TPL_NEXT] = { .jumps = true, .slot = true },
	[TPL_WITH] = { .a_path = true, .jumps = true, .slot = true },
	[TPL_HOLE] = { .b_string = true, .jumps = true },
};

static bool is_sound(const struct view_file *f, const struct tpl_template *t, const struct tpl_ins *i)
{
	const struct tpl_header *h = f->header;

	if (i->op >= TPL_OP__MAX || (i->op != TPL_LITERAL && i->arg >= TPL_CONTEXT__MAX) || i->slot >= TPL_SLOTS)
		return false;
	if (i->op == TPL_LITERAL && (i->a > h->pool_size || i->b > h->pool_size - i->a))
		return false;
	if (shapes[i->op].b_string && i->b >= h->pool_size)
		return false;
	return !shapes[i->op].jumps || (i->c >= t->first && i->c - t->first < t->count);
}

/* All pages of a set fill a hole of one name alike: the first one stands for all. */
static void note_hole(struct binder *b, uint32_t at)
{
	struct view_file *f = b->file;
	const char *name = pool_at(f, f->ins[at].b);

	for (size_t i = 0; i < f->n_holes; i++)
		if (strcmp(f->holes[i].name, name) == 0)
			return;
	if (f->n_holes == VIEW_HOLES_MAX) {
		b->errors++;
		fprintf(stderr, "more than %d holes: \"%s\"\n", VIEW_HOLES_MAX, name);
		return;
	}
	f->holes[f->n_holes++] = (struct hole_at){ name, at };
}

static void bind_ins(struct binder *b, const struct tpl_ins *i)
{
	const struct bound *first = shapes[i->op].a_path ? bind_path(b, i->a) : NULL;
	const struct bound *second = shapes[i->op].b_path ? bind_path(b, i->b) : NULL;

	if (i->op == TPL_EACH || i->op == TPL_WITH)
		b->type[i->slot] = first != NULL ? first->type : NULL;
	if (first != NULL && second != NULL && (first->kind == VIEW_STR) != (second->kind == VIEW_STR))
		mistake(b, &b->file->paths[i->a], pool_at(b->file, b->file->paths[i->a].names),
		    "is compared with a value of another kind");
	if (i->op == TPL_PLURAL && plural_find(pool_at(b->file, i->b)) == NULL)
		mistake(b, &b->file->paths[i->a], pool_at(b->file, i->b), "is no plural message");
}

static void bind_template(struct binder *b, const struct tpl_template *t, const struct view_type *type)
{
	const struct tpl_header *h = b->file->header;

	b->type[TPL_SLOT_DATA] = type;
	b->type[TPL_SLOT_PAGE] = b->set->common;
	if (t->count == 0 || t->first > h->n_ins || t->count > h->n_ins - t->first ||
	    b->file->ins[t->first + t->count - 1].op != TPL_END) {
		b->errors++;
		fprintf(stderr, "the compiled templates are damaged\n");
		return;
	}
	for (uint32_t i = t->first; i < t->first + t->count; i++) {
		if (is_sound(b->file, t, &b->file->ins[i])) {
			bind_ins(b, &b->file->ins[i]);
			if (b->file->ins[i].op == TPL_HOLE)
				note_hole(b, i);
			continue;
		}
		b->errors++;
		fprintf(stderr, "the compiled templates are damaged\n");
		return;
	}
}

const struct tpl_template *file_template(const struct view_file *f, const char *name)
{
	for (uint32_t i = 0; i < f->header->n_templates; i++)
		if (strcmp(pool_at(f, f->templates[i].name), name) == 0)
			return &f->templates[i];
	return NULL;
}

unsigned bind_file(const struct view_set *set, struct view_file *file, const char *path)
{
	struct binder b = { .set = set, .file = file };
	size_t bound = 0;

	for (const struct view_page *p = set->pages; p->template != NULL; p++) {
		const struct tpl_template *t = file_template(file, p->template);

		bound += t != NULL;
		if (t != NULL) {
			bind_template(&b, t, p->type);
			continue;
		}
		b.errors++;
		fprintf(stderr, "%s: no template \"%s\"\n", path, p->template);
	}
	/* A template that no page names would never be checked. */
	for (uint32_t i = 0; bound < file->header->n_templates && i < file->header->n_templates; i++) {
		const char *name = pool_at(file, file->templates[i].name);
		const struct view_page *p = set->pages;

		while (p->template != NULL && !str_eq(p->template, name))
			p++;
		if (p->template != NULL)
			continue;
		b.errors++;
		fprintf(stderr, "%s: template \"%s\" is bound to no struct\n", path, name);
	}
	return b.errors;
}
