#include "shop/redirect.h"

#include <inttypes.h>
#include <string.h>

#include "base/str.h"
#include "http/parse.h"
#include "queries.h"
#include "shop/show.h"
#include "shop/tenant.h"

enum { HOPS = 16, CANDIDATES = 256 };

/* What follows a locale of the shop at the start of a path; NULL where there is none. */
static const char *after_locale(const struct ctx *ctx, const char *path)
{
	const struct texts *locales = &ctx->settings->locales;
	for (size_t i = 0; i < locales->n; i++) {
		size_t n = strlen(locales->v[i]);
		if (strncmp(path + 1, locales->v[i], n) == 0 && (path[n + 1] == '/' || path[n + 1] == '\0'))
			return path[n + 1] ? path + n + 1 : "/";
	}
	return NULL;
}

static const char *without_slash(struct ctx *ctx, const char *path)
{
	size_t n = strlen(path);
	return n > 1 && path[n - 1] == '/' ? arena_strndup(ctx->arena, path, n - 1) : path;
}

/* RFC 3986: unreserved characters and slashes stand, all else is encoded. */
static const char *encode_path(struct ctx *ctx, const char *s, size_t n)
{
	static const char hex[] = "0123456789ABCDEF";
	char *out = arena_alloc(ctx->arena, 3 * n + 1), *to = out;
	for (size_t i = 0; i < n; i++) {
		unsigned char c = (unsigned char)s[i];
		bool plain = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
		             strchr("-._~/", c) != NULL;
		if (plain) {
			*to++ = (char)c;
		} else {
			*to++ = '%';
			*to++ = hex[c >> 4];
			*to++ = hex[c & 15];
		}
	}
	return out;
}

static size_t path_bytes(const char *target)
{
	return strcspn(target, "?#");
}

enum err_code redirect_find(
    struct ctx *ctx, const char *path, const char *tail, const char *locale, const char **location, int *status)
{
	const char *paths[2] = { without_slash(ctx, path), NULL };
	struct redirect_find_row *rows, *best;
	size_t n;
	show(ctx, TOPIC_CONTENT, 0);
	if (tail && *tail)
		paths[1] = without_slash(ctx, tail);
	struct redirect_find_in in = { .paths = { .v = paths, .n = paths[1] ? 2 : 1 } };
	enum err_code e = q_redirect_find(ctx, &in, &rows, &n);
	if (!e && n == 0)
		e = err_set(ctx, ERR_NOT_FOUND, "no redirect");
	if (e)
		return e;
	best = n > 1 && str_eq(rows[1].path, paths[0]) ? &rows[1] : &rows[0];
	const char *target = encode_path(ctx, best->target, path_bytes(best->target));
	*location = arena_printf(ctx->arena, "%s%s%s%s", after_locale(ctx, best->target) ? "" : "/",
	    after_locale(ctx, best->target) ? "" : locale, target, best->target + path_bytes(best->target));
	*status = (int)best->status;
	return ERR_OK;
}

enum err_code redirect_list(struct ctx *ctx, const char *search, const char *after, int64_t limit,
    const struct redirect **out, size_t *n, bool *more)
{
	struct redirect_rows_in in = { .search = search, .after = after, .max_rows = limit + 1 };
	struct redirect_rows_row *rows;
	enum err_code e = q_redirect_rows(ctx, &in, &rows, n);
	if (e)
		return e;
	*more = (int64_t)*n > limit;
	if (*more)
		*n = (size_t)limit;
	struct redirect *v = ARENA_ARRAY(ctx->arena, *n, struct redirect);
	for (size_t i = 0; i < *n; i++)
		v[i] = (struct redirect){
			.id = rows[i].id, .path = rows[i].path, .target = rows[i].target, .status = rows[i].status
		};
	*out = v;
	return ERR_OK;
}

/* Where the path of a whole address begins, and its host; the address itself where it is a path. */
static const char *path_of(struct ctx *ctx, const char *typed, const char **host)
{
	size_t scheme = str_starts(typed, "https://") ? 8 : str_starts(typed, "http://") ? 7 : 0;
	*host = NULL;
	if (!scheme)
		return typed;
	size_t n = strcspn(typed + scheme, "/?#");
	*host = parse_host(ctx, arena_strndup(ctx->arena, typed + scheme, n));
	const char *rest = typed + scheme + n;
	return *rest == '/' ? rest : arena_printf(ctx->arena, "/%s", rest);
}

/* Refusals of parse_path are answers here, not errors. */
static const char *decoded(struct ctx *ctx, const char *path)
{
	const char *out = NULL;
	if (path[0] != '/' || path[1] == '/' || strchr(path, '\\') || parse_path(ctx, path, &out))
		out = NULL;
	err_clear(ctx);
	return out ? without_slash(ctx, out) : NULL;
}

static const char *read_source(struct ctx *ctx, const char *typed)
{
	const char *host, *path = path_of(ctx, typed, &host);
	return strpbrk(path, "?#") ? NULL : decoded(ctx, path);
}

static const char *read_target(struct ctx *ctx, const char *typed)
{
	const char *host, *path = path_of(ctx, typed, &host);
	if (host && !str_eq(host, ctx->tenant->primary_host))
		return NULL;
	const char *rest = path + path_bytes(path);
	for (const char *c = rest; *c; c++)
		if ((unsigned char)*c <= 0x20 || (unsigned char)*c >= 0x7f)
			return NULL;
	const char *plain = decoded(ctx, arena_strndup(ctx->arena, path, path_bytes(path)));
	return plain ? arena_printf(ctx->arena, "%s%s", plain, rest) : NULL;
}

/* Paths after the locale that programs of ours answer to, whatever the shop holds. */
static bool is_own(const char *tail)
{
	static const char *const pages[] = { "/cart", "/checkout", "/order", "/search", "/currency", "/feed", "/assets",
		"/media", "/hook", "/theme" };
	if (str_eq(tail, "/") || str_starts(tail, "/sitemap") || str_eq(tail, "/robots.txt"))
		return true;
	for (size_t i = 0; i < sizeof pages / sizeof pages[0]; i++) {
		size_t n = strlen(pages[i]);
		if (strncmp(tail, pages[i], n) == 0 && (tail[n] == '\0' || tail[n] == '/'))
			return true;
	}
	return false;
}

static enum err_code is_shown(struct ctx *ctx, const char *path, bool *shown)
{
	static const struct {
		const char *prefix, *kind;
	} kinds[] = { { "/c/", "category" }, { "/p/", "product" }, { "/page/", "page" } };
	const char *tail = after_locale(ctx, path);
	if (!tail)
		tail = path;
	*shown = is_own(tail);
	for (size_t i = 0; !*shown && i < sizeof kinds / sizeof kinds[0]; i++) {
		if (!str_starts(tail, kinds[i].prefix))
			continue;
		struct redirect_address_shown_in in = { .kind = kinds[i].kind, .slug = tail + strlen(kinds[i].prefix) };
		struct redirect_address_shown_row row;
		enum err_code e = q_redirect_address_shown_one(ctx, &in, &row);
		if (e)
			return e;
		*shown = row.shown;
	}
	return ERR_OK;
}

/* All paths that a target may be asked by: as it stands, without its locale, and where it has none, in each. */
static size_t asked_by(struct ctx *ctx, const char *target, const char **to, size_t room)
{
	const struct texts *locales = &ctx->settings->locales;
	const char *path = without_slash(ctx, arena_strndup(ctx->arena, target, path_bytes(target)));
	const char *tail = after_locale(ctx, path);
	size_t n = 0;
	if (n < room)
		to[n++] = path;
	if (tail && n < room)
		to[n++] = tail;
	for (size_t i = 0; !tail && i < locales->n && n < room; i++)
		to[n++] = arena_printf(ctx->arena, "/%s%s", locales->v[i], path);
	return n;
}

/* Whether who goes to target comes by path; a way of too many steps counts as one that never ends. */
static enum err_code comes_back(struct ctx *ctx, const char *path, const char *target, bool *loop)
{
	const char **asked = ARENA_ARRAY(ctx->arena, CANDIDATES, const char *);
	size_t n = asked_by(ctx, target, asked, CANDIDATES);
	*loop = true;
	for (int hop = 0; hop < HOPS; hop++) {
		for (size_t i = 0; i < n; i++)
			if (str_eq(asked[i], path))
				return ERR_OK;
		struct redirect_find_in in = { .paths = { .v = asked, .n = n } };
		struct redirect_find_row *rows;
		size_t n_rows;
		enum err_code e = q_redirect_find(ctx, &in, &rows, &n_rows);
		if (e)
			return e;
		*loop = n_rows > 0;
		if (n_rows == 0)
			return ERR_OK;
		asked = ARENA_ARRAY(ctx->arena, CANDIDATES, const char *);
		n = 0;
		for (size_t i = 0; i < n_rows; i++)
			n += asked_by(ctx, rows[i].target, asked + n, CANDIDATES - n);
	}
	return ERR_OK;
}

/* Why it cannot be: *field and *code; *code is NULL where it was added. */
static enum err_code try_add(struct ctx *ctx, const struct redirect *typed, const char **field, const char **code)
{
	const char *path = read_source(ctx, typed->path), *target = read_target(ctx, typed->target);
	bool shown = false, loop = false;
	int64_t added = 0;
	enum err_code e = ERR_OK;
	*field = path ? "target" : "path";
	*code = !path ? "redirect_path" : !target ? "redirect_target" : NULL;
	if (*code)
		return ERR_OK;
	e = is_shown(ctx, path, &shown);
	if (!e && !shown)
		e = comes_back(ctx, path, target, &loop);
	if (!e && !shown && !loop) {
		struct redirect_insert_in in = { .path = path, .target = target, .status = typed->status };
		e = q_redirect_insert(ctx, &in, &added);
	}
	*field = loop ? "target" : "path";
	*code = shown ? "redirect_shown" : loop ? "redirect_loop" : added ? NULL : "redirect_taken";
	return e;
}

static enum err_code check_room(struct ctx *ctx, size_t more)
{
	struct redirect_count_row row;
	enum err_code e = q_redirect_count_one(ctx, &row);
	if (!e && row.n + (int64_t)more > REDIRECTS)
		e = refuse(ctx, "path", "redirect_full", arena_printf(ctx->arena, "%d", REDIRECTS), NULL);
	return e;
}

static enum err_code add_one(struct ctx *ctx, void *arg)
{
	const char *field, *code;
	enum err_code e = check_room(ctx, 1);
	if (!e)
		e = try_add(ctx, arg, &field, &code);
	return e || !code ? e : refuse(ctx, field, code, NULL, NULL);
}

enum err_code redirect_add(struct ctx *ctx, const struct redirect *typed)
{
	struct redirect r = *typed;
	if (r.status != 301 && r.status != 302)
		return refuse(ctx, "status", "choose_one", NULL, NULL);
	return change_tx(ctx, TOPIC_CONTENT, add_one, &r);
}

static enum err_code take_away(struct ctx *ctx, void *arg)
{
	const int64_t *id = arg;
	int64_t deleted;
	enum err_code e = q_redirect_delete(ctx, &(struct redirect_delete_in){ .id = *id }, &deleted);
	return !e && !deleted ? err_set(ctx, ERR_NOT_FOUND, "no redirect %" PRId64, *id) : e;
}

enum err_code redirect_remove(struct ctx *ctx, int64_t id)
{
	return change_tx(ctx, TOPIC_CONTENT, take_away, &id);
}

struct import {
	const char *text;
	size_t added;
	struct redirect_line *refused;
	size_t n_refused;
};

static void refuse_line(struct import *i, size_t number, const char *code, const char *arg)
{
	i->refused[i->n_refused++] = (struct redirect_line){ .number = number, .code = code, .arg = arg };
}

/* False where the line has too few or too many words. */
static bool read_line(struct ctx *ctx, const char *line, struct redirect *out)
{
	static const char parting[] = " \t,;";
	const char *words[3];
	size_t n = 0;
	for (line += strspn(line, parting); *line; line += strspn(line, parting)) {
		size_t length = strcspn(line, parting);
		if (n == 3)
			return false;
		words[n++] = arena_strndup(ctx->arena, line, length);
		line += length;
	}
	if (n < 2)
		return false;
	*out = (struct redirect){ .path = words[0], .target = words[1], .status = 301 };
	return n == 2 || (str_to_int(words[2], 301, 302, &out->status));
}

static enum err_code import_line(struct ctx *ctx, struct import *i, size_t number, const char *line)
{
	struct redirect typed;
	const char *field, *code;
	if (!read_line(ctx, line, &typed)) {
		refuse_line(i, number, "redirect_line_form", NULL);
		return ERR_OK;
	}
	enum err_code e = try_add(ctx, &typed, &field, &code);
	if (!e && code)
		refuse_line(i, number, code, NULL);
	else if (!e)
		i->added++;
	return e;
}

static enum err_code import_all(struct ctx *ctx, void *arg)
{
	struct import *i = arg;
	size_t number = 0;
	enum err_code e = ERR_OK;
	i->added = i->n_refused = 0;
	i->refused = ARENA_ARRAY(ctx->arena, REDIRECT_LINES + 1, struct redirect_line);
	for (const char *s = i->text; !e && *s;) {
		size_t n = strcspn(s, "\n");
		const char *line = str_trim(ctx->arena, arena_strndup(ctx->arena, s, n));
		s += n + (s[n] != '\0');
		number++;
		if (number > REDIRECT_LINES) {
			refuse_line(i, number, "redirect_lines", arena_printf(ctx->arena, "%d", REDIRECT_LINES));
			break;
		}
		if (*line)
			e = import_line(ctx, i, number, line);
	}
	if (!e)
		e = check_room(ctx, 0);
	return !e && i->n_refused ? ERR_INPUT : e;
}

enum err_code redirect_import(
    struct ctx *ctx, const char *text, size_t *added, const struct redirect_line **refused, size_t *n_refused)
{
	struct import i = { .text = text };
	enum err_code e = change_tx(ctx, TOPIC_CONTENT, import_all, &i);
	*added = i.added;
	*refused = i.refused;
	*n_refused = i.n_refused;
	return e;
}
