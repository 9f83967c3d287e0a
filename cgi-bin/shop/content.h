/*
 * content: pages that a merchant writes, hidden ones included.
 */
#ifndef STOA_SHOP_CONTENT_H
#define STOA_SHOP_CONTENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/ctx.h"
#include "kit/html.h"
#include "kit/localized.h"
#include "shop/arrange.h"

struct content_row {
	int64_t id;
	const char *title;
	const char *slug;
	const char *role; /* NULL for none */
	bool active;
};
/* In their order; in the request's arena, as all that follows. */
enum err_code content_list(struct ctx *, const struct content_row **out, size_t *n);

struct content_form {
	int64_t id;         /* 0 for a new one */
	int64_t version;    /* as it was shown */
	const char *role;   /* "imprint", "privacy", "terms", "withdrawal", "shipping"; "" for none */
	const char *format; /* "text"; "html" is taken, too: all bodies are read as kit/html_marks says */
	bool active;
	struct localized title, slug, body;
};
/* ERR_NOT_FOUND: it is gone. */
enum err_code content_form_get(struct ctx *, int64_t id, struct content_form *out);
/*
 * Writes all of it at once; the page that had the role before loses it. Refusals at title_<locale>, body_<locale>,
 * slug_<locale>, role and format (choose_one). ERR_CONFLICT: it was changed meanwhile. ERR_NOT_FOUND: it is gone.
 */
enum err_code content_save(struct ctx *, const struct content_form *, int64_t *id);
/* ERR_NOT_FOUND: it is gone. */
enum err_code content_move(struct ctx *, int64_t id, enum arrange_step);
/* With its texts, addresses and what menus say of it. ERR_NOT_FOUND: it is gone. */
enum err_code content_remove(struct ctx *, int64_t id);

/* A body as it is shown: of both formats safe to be written into a page as it is. */
enum err_code content_body(struct ctx *, const char *format, const char *body, struct html *out);

#endif
