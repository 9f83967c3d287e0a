#include "view/compile.h"

#include <string.h>

#include "base/str.h"

enum { PART_DEPTH = 16 };

struct reader {
	struct arena *arena;
	const char *s;
	const char *why;
};

static struct part *fail(struct reader *r, const char *why)
{
	if (r->why == NULL)
		r->why = why;
	return NULL;
}

static struct part *read_list(struct reader *r, int inside, unsigned depth);

static struct part *read_hole(struct reader *r)
{
	struct part *p = ARENA_NEW(r->arena, struct part);
	size_t n = strcspn(r->s, "}");

	if (r->s[n] == '\0')
		return fail(r, "\"{\" without \"}\"");
	p->kind = PART_HOLE;
	p->text = arena_strndup(r->arena, r->s + 1, n - 1);
	r->s += n + 1;
	return path_is_valid(p->text) ? p : fail(r, "what stands in {} is no path");
}

/* At "<": "<n/>" or "<n>...</n>". */
static struct part *read_element(struct reader *r, unsigned depth)
{
	struct part *p = ARENA_NEW(r->arena, struct part);
	size_t digits = strspn(r->s + 1, "0123456789");
	int64_t number;

	if (depth == PART_DEPTH || digits == 0 ||
	    !str_to_int(arena_strndup(r->arena, r->s + 1, digits), 1, MESSAGE_ELEMENTS, &number))
		return fail(r, "\"<\" that begins no placeholder <1>");
	p->kind = PART_ELEMENT;
	p->number = (int)number;
	r->s += 1 + digits;
	if (str_starts(r->s, "/>")) {
		p->empty = true;
		r->s += 2;
		return p;
	}
	if (*r->s != '>')
		return fail(r, "a placeholder without \">\"");
	r->s++;
	p->child = read_list(r, p->number, depth + 1);
	if (p->child == NULL)
		return fail(r, "a placeholder with nothing inside");
	return p;
}

/* Up to "</inside>", which is consumed, or to the end where inside is 0. */
static struct part *read_list(struct reader *r, int inside, unsigned depth)
{
	struct part *first = NULL;
	struct part **end = &first;
	const char *close = arena_printf(r->arena, "</%d>", inside);

	while (r->why == NULL && *r->s != '\0') {
		struct part *p;

		if (inside != 0 && str_starts(r->s, close)) {
			r->s += strlen(close);
			return first;
		}
		if (*r->s == '{') {
			p = read_hole(r);
		} else if (*r->s == '<') {
			p = read_element(r, depth);
		} else {
			size_t n = strcspn(r->s, "{<");

			p = ARENA_NEW(r->arena, struct part);
			p->text = arena_strndup(r->arena, r->s, n);
			r->s += n;
		}
		if (p == NULL)
			return NULL;
		*end = p;
		end = &p->next;
	}
	return inside == 0 ? first : fail(r, "a placeholder that is not closed");
}

struct part *parts_read(struct arena *arena, const char *text, const char **why)
{
	struct reader r = { arena, text, NULL };
	struct part *first = read_list(&r, 0, 0);

	*why = r.why;
	return r.why == NULL ? first : NULL;
}

/* What a message holds: each element once, with its parent and whether it is empty; each hole at least once. */
struct census {
	struct arena *arena;
	int seen[MESSAGE_ELEMENTS + 1];
	int parent[MESSAGE_ELEMENTS + 1];
	bool empty[MESSAGE_ELEMENTS + 1];
	const char *holes[MESSAGE_ELEMENTS];
	size_t n_holes;
	const char *why;
};

static bool has_hole(const struct census *c, const char *path)
{
	for (size_t i = 0; i < c->n_holes; i++)
		if (str_eq(c->holes[i], path))
			return true;
	return false;
}

static void count(struct census *c, const struct part *p, int parent)
{
	for (; p != NULL; p = p->next) {
		if (p->kind == PART_HOLE && !has_hole(c, p->text)) {
			if (c->n_holes == MESSAGE_ELEMENTS)
				c->why = "too many placeholders";
			else
				c->holes[c->n_holes++] = p->text;
		}
		if (p->kind != PART_ELEMENT)
			continue;
		c->seen[p->number]++;
		c->parent[p->number] = parent;
		c->empty[p->number] = p->empty;
		count(c, p->child, p->number);
	}
}

const char *parts_differ(struct arena *arena, const struct part *id, const struct part *translation)
{
	struct census *a = ARENA_NEW(arena, struct census);
	struct census *b = ARENA_NEW(arena, struct census);

	count(a, id, 0);
	count(b, translation, 0);
	if (a->why != NULL || b->why != NULL)
		return a->why != NULL ? a->why : b->why;
	for (int i = 1; i <= MESSAGE_ELEMENTS; i++) {
		if (a->seen[i] != b->seen[i])
			return arena_printf(arena, "<%d> stands there %d times", i, b->seen[i]);
		if (a->parent[i] != b->parent[i] || a->empty[i] != b->empty[i])
			return arena_printf(arena, "<%d> is nested in another way, or one of the two is <%d/>", i, i);
	}
	for (size_t i = 0; i < a->n_holes; i++)
		if (!has_hole(b, a->holes[i]))
			return arena_printf(arena, "{%s} is missing", a->holes[i]);
	for (size_t i = 0; i < b->n_holes; i++)
		if (!has_hole(a, b->holes[i]))
			return arena_printf(arena, "{%s} is not in the message", b->holes[i]);
	return NULL;
}
