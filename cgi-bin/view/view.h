/*
 * view: templates compiled at build time, bound by name to C structs at start, rendered with escaping by context.
 *
 * A template set (one per executable, one per locale) is a file made by the build tool view/templatec from templates/
 * and locale/, with all fixed text already translated. view_open() maps it, binds every name that it uses to the
 * descriptor tables of the given types and refuses (NULL, reason on stderr) on an unknown name, a wrong type or a file
 * made by another build.
 *
 * A value's descriptor says its type, the template's compiler knows the element and attribute it lands in: escaping is
 * chosen from both and cannot be forgotten. The syntax is described in ARCHITECTURE.md, "Templates".
 */
#ifndef STOA_VIEW_VIEW_H
#define STOA_VIEW_VIEW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/ctx.h"
#include "base/money.h"
#include "kit/html.h"

enum view_kind {
	VIEW_STR,      /* const char *: text; NULL is empty, and leaves an attribute out */
	VIEW_MSG,      /* const char *: a msgid marked N_(); translated when rendered */
	VIEW_HTML,     /* struct html: markup that the sanitiser made; only for t:html */
	VIEW_INT,      /* int64_t: a number for people, grouped and in the locale's digits */
	VIEW_ID,       /* int64_t: an id or a form value: plain ASCII digits */
	VIEW_BOOL,     /* bool */
	VIEW_MONEY,    /* struct money: shown by the locale's rules; in machine contexts use a VIEW_STR */
	VIEW_DATE,     /* int64_t: UTC seconds, shown as a date in ctx's time zone; 0 is empty */
	VIEW_DATETIME, /* int64_t: likewise with the time */
	VIEW_STRUCT,   /* struct T embedded */
	VIEW_PTR,      /* struct T *: NULL is false in t:if */
	VIEW_LIST,     /* struct T * and a size_t count */
	VIEW_KIND__MAX
};

struct view_type;

struct view_field {
	const char *name;
	enum view_kind kind;
	size_t offset;
	size_t count_offset;          /* VIEW_LIST */
	const struct view_type *type; /* VIEW_STRUCT, VIEW_PTR, VIEW_LIST */
};

struct view_type {
	const char *name;
	size_t size;
	const struct view_field *fields; /* ends with a NULL name */
};

#define V_(s, f, k)                                                                                                    \
	{                                                                                                              \
		.name = #f, .kind = (k), .offset = offsetof(struct s, f)                                               \
	}
#define V_STR(s, f) V_(s, f, VIEW_STR)
#define V_MSG(s, f) V_(s, f, VIEW_MSG)
#define V_HTML(s, f) V_(s, f, VIEW_HTML)
#define V_INT(s, f) V_(s, f, VIEW_INT)
#define V_ID(s, f) V_(s, f, VIEW_ID)
#define V_BOOL(s, f) V_(s, f, VIEW_BOOL)
#define V_MONEY(s, f) V_(s, f, VIEW_MONEY)
#define V_DATE(s, f) V_(s, f, VIEW_DATE)
#define V_DATETIME(s, f) V_(s, f, VIEW_DATETIME)
#define V_STRUCT(s, f, t)                                                                                              \
	{                                                                                                              \
		.name = #f, .kind = VIEW_STRUCT, .offset = offsetof(struct s, f), .type = (t)                          \
	}
#define V_PTR(s, f, t)                                                                                                 \
	{                                                                                                              \
		.name = #f, .kind = VIEW_PTR, .offset = offsetof(struct s, f), .type = (t)                             \
	}
#define V_LIST(s, f, n, t)                                                                                             \
	{                                                                                                              \
		.name = #f, .kind = VIEW_LIST, .offset = offsetof(struct s, f), .count_offset = offsetof(struct s, n), \
		.type = (t)                                                                                            \
	}
#define V_END                                                                                                          \
	{                                                                                                              \
		.name = NULL                                                                                           \
	}

/* Templates of one set name their root types: { "product", &product_view } binds templates/<set>/product. */
struct view_page {
	const char *template;
	const struct view_type *type;
};

struct view_set;

/*
 * set: "storefront". pages ends with a NULL template. common: the type of the struct that every page of the set can
 * name as `page.` (layout data), may be NULL. Loads every locale that conf's template_directory has for the set.
 */
struct view_set *view_open(
    const struct conf *, const char *set, const struct view_page *pages, const struct view_type *common);
void view_close(struct view_set **);
/* Names the templates, translations and assets that this program was built with. */
const char *view_build_id(void);
/* How view_render writes times: "Europe/Berlin". NULL is UTC. */
enum err_code view_render(struct ctx *, const struct view_set *, const char *template, const void *data,
    const void *common, const char *time_zone, struct buf *out);

/*
 * What stands in <t:hole name="..."> of a page is its reader's own: it depends on nothing but the common struct, so
 * that the page can be kept for all and the hole rendered anew for each. view_render_holes() tells where they are in
 * out.
 */
enum { VIEW_HOLES_MAX = 8 };
struct view_hole {
	const char *name; /* lives as long as the set */
	size_t from, to;  /* bytes of out */
};
struct view_holes {
	struct view_hole v[VIEW_HOLES_MAX]; /* in their order */
	size_t n;
};
enum err_code view_render_holes(struct ctx *, const struct view_set *, const char *template, const void *data,
    const void *common, const char *time_zone, struct buf *out, struct view_holes *);
/* What stands in the hole of that name, on whatever page of the set. Nothing where no page has it. */
void view_render_hole(struct ctx *, const struct view_set *, const char *name, const void *common, struct buf *out);

/* Marks a message for extraction without translating it here. */
#define N_(msgid) (msgid)
/* The translation into ctx->locale, in static storage of libintl; the msgid itself where there is none. */
const char *view_text(const struct ctx *, const char *msgid);
/* As view_text with {1} and {2} replaced; in the arena. */
const char *view_format(struct ctx *, const char *msgid, const char *arg1, const char *arg2);
/* A plural message of view/plurals.c by its name; {n} is the number in the locale's digits. Unknown name aborts. */
const char *view_plural(struct ctx *, const char *name, int64_t n);
/* The address of a file of htdocs/ ("css/theme-plain.css") under its content-hashed name, in the arena; NULL where
 * there is none. */
const char *view_asset(struct ctx *, const char *path);

#endif
