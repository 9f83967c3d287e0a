/*
 * redirect: where addresses lead that nothing in the shop answers to, those of a former shop say.
 */
#ifndef STOA_SHOP_REDIRECT_H
#define STOA_SHOP_REDIRECT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/ctx.h"

enum { REDIRECT_ADDRESS_POINTS = 1000, REDIRECTS = 10000, REDIRECT_LINES = 500 };

/*
 * path: percent-decoded, without a slash at its end, with a locale of the shop or, for all of them, without. target: a
 * path of the shop, likewise, with its query or fragment where it has one.
 */
struct redirect {
	int64_t id;
	const char *path, *target;
	int64_t status; /* 301 or 302 */
};

/*
 * What path leads to, which is percent-decoded; tail is what follows its locale, NULL where it has none. ERR_NOT_FOUND
 * where nothing is set. *location: percent-encoded, with a locale.
 */
enum err_code redirect_find(
    struct ctx *, const char *path, const char *tail, const char *locale, const char **location, int *status);

/* limit of those that hold the search ("" for all), by path, beyond after ("" for the first). */
enum err_code redirect_list(struct ctx *, const char *search, const char *after, int64_t limit,
    const struct redirect **out, size_t *n, bool *more);

/*
 * path and target as they were typed: a path or a whole address, of which path's may be on any host and target's must
 * be the shop's own. Refused at "path": redirect_path (not to be read), redirect_shown (the shop answers there),
 * redirect_taken, redirect_full {1}; at "target": redirect_target, redirect_loop; at "status": choose_one.
 */
enum err_code redirect_add(struct ctx *, const struct redirect *typed);
enum err_code redirect_remove(struct ctx *, int64_t id);

/* A line of a list that was pasted, and why it was refused. */
struct redirect_line {
	size_t number; /* from 1 */
	const char *code;
	const char *arg; /* NULL for none */
};
/*
 * Lines of "old new", "old new 302", parted by blanks, tabs, commas or semicolons; empty ones are left out. All or
 * none: ERR_INPUT with the lines that were refused, by the codes above or redirect_line_form, redirect_lines {1}.
 */
enum err_code redirect_import(
    struct ctx *, const char *text, size_t *added, const struct redirect_line **refused, size_t *n_refused);

#endif
