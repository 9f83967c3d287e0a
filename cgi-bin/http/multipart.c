#include "config.h"

#include "http/multipart.h"

#include <string.h>

#include "base/limits.h"
#include "base/str.h"

enum { BOUNDARY_MAX = 70, HEADER_MAX = 1024, HEADERS_MAX = 8 };

/* What the headers of one part say. */
struct part {
	const char *name;
	const char *filename; /* NULL for a plain field */
	const char *type;
	bool has_disposition;
};

static bool boundary_char(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	       (c != '\0' && strchr("'()+_,-./:=? ", c) != NULL);
}

/*
 * One parameter of a header, "; name=token" or "; name=\"quoted\"", at *at; NULL at the end or where it is bad (*at
 * tells: '\0' at the end). Browsers escape quotes and line ends in names as %22, %0D and %0A, so a backslash is never
 * an escape.
 */
static char *next_param(struct ctx *ctx, const char **at, char **value)
{
	const char *s = *at + strspn(*at, " \t");
	*at = s;
	if (*s != ';')
		return NULL;
	s += 1 + strspn(s + 1, " \t");
	size_t n_name = strcspn(s, "= \t;\"");
	if (n_name == 0 || s[n_name] != '=')
		return NULL;
	char *name = str_lower(ctx->arena, arena_strndup(ctx->arena, s, n_name));
	s += n_name + 1;
	bool quoted = *s == '"';
	s += quoted;
	size_t n = strcspn(s, quoted ? "\"" : "; \t\"");
	if (quoted && s[n] != '"')
		return NULL;
	*value = arena_strndup(ctx->arena, s, n);
	*at = s + n + quoted;
	return name;
}

const char *multipart_boundary(struct ctx *ctx, const char *content_type)
{
	if (content_type == NULL)
		return NULL;
	const char *at = content_type + strcspn(content_type, ";");
	const char *boundary = NULL;
	for (char *name, *value; (name = next_param(ctx, &at, &value)) != NULL;) {
		if (!str_eq(name, "boundary"))
			continue;
		if (boundary != NULL)
			return NULL;
		boundary = value;
	}
	size_t n = boundary == NULL ? 0 : strlen(boundary);
	if (*at != '\0' || n == 0 || n > BOUNDARY_MAX || boundary[n - 1] == ' ')
		return NULL;
	for (size_t i = 0; i < n; i++) {
		if (!boundary_char(boundary[i]))
			return NULL;
	}
	return boundary;
}

static bool name_clean(const char *s)
{
	for (; *s != '\0'; s++) {
		if ((unsigned char)*s < 0x20 || *s == 0x7f)
			return false;
	}
	return true;
}

static enum err_code read_disposition(struct ctx *ctx, const char *value, struct part *part)
{
	const char *at = value + strcspn(value, "; \t");
	if (part->has_disposition ||
	    !str_eq(str_lower(ctx->arena, arena_strndup(ctx->arena, value, (size_t)(at - value))), "form-data"))
		return err_set(ctx, ERR_MALFORMED, "part without one form-data disposition");
	part->has_disposition = true;
	for (char *name, *param; (name = next_param(ctx, &at, &param)) != NULL;) {
		const char **to = str_eq(name, "name")       ? &part->name
		                  : str_eq(name, "filename") ? &part->filename
		                                             : NULL;
		if (to == NULL || *to != NULL || !name_clean(param))
			return err_set(ctx, ERR_MALFORMED, "unknown, doubled or unclean parameter of a disposition");
		*to = param;
	}
	return *at == '\0' ? ERR_OK : err_set(ctx, ERR_MALFORMED, "unreadable disposition");
}

static enum err_code read_header(struct ctx *ctx, const char *line, size_t n, struct part *part)
{
	const char *colon = memchr(line, ':', n);
	if (colon == NULL || n > HEADER_MAX || line[0] == ' ' || line[0] == '\t' || !utf8_clean(line, n))
		return err_set(ctx, ERR_MALFORMED, "bad header of a part");
	char *name = str_lower(ctx->arena, arena_strndup(ctx->arena, line, (size_t)(colon - line)));
	char *value = str_trim(ctx->arena, arena_strndup(ctx->arena, colon + 1, n - (size_t)(colon - line) - 1));
	if (!name_clean(value))
		return err_set(ctx, ERR_MALFORMED, "control in a header of a part");
	if (str_eq(name, "content-disposition"))
		return read_disposition(ctx, value, part);
	if (str_eq(name, "content-transfer-encoding"))
		return err_set(ctx, ERR_MALFORMED, "part with a transfer encoding");
	if (str_eq(name, "content-type"))
		part->type = value;
	return ERR_OK;
}

/* Reads the header lines at body + *at and leaves *at on the first byte of the content. */
static enum err_code read_headers(struct ctx *ctx, const char *body, size_t n, size_t *at, struct part *part)
{
	for (int lines = 0;; lines++) {
		const char *line = body + *at;
		const char *end = memmem(line, n - *at, "\r\n", 2);
		if (end == NULL || lines > HEADERS_MAX)
			return err_set(ctx, ERR_MALFORMED, "headers of a part do not end");
		*at = (size_t)(end - body) + 2;
		if (end == line)
			break;
		enum err_code code = read_header(ctx, line, (size_t)(end - line), part);
		if (code != ERR_OK)
			return code;
	}
	if (str_empty(part->name))
		return err_set(ctx, ERR_MALFORMED, "part without a name");
	return ERR_OK;
}

static enum err_code keep_part(
    struct ctx *ctx, const struct part *part, const char *data, size_t n, struct multipart *out)
{
	if (out->n_fields + out->n_uploads == LIMIT_PARAMS)
		return err_set(ctx, ERR_TOO_LARGE, "more than %d parts", LIMIT_PARAMS);
	if (part->filename != NULL) {
		if (n > 0 || part->filename[0] != '\0')
			out->uploads[out->n_uploads++] = (struct upload){ part->name, part->filename,
				part->type == NULL ? "" : part->type, (const uint8_t *)data, n };
		return ERR_OK;
	}
	if (!utf8_clean(data, n))
		return err_set(ctx, ERR_MALFORMED, "field with controls or invalid utf-8");
	out->fields[out->n_fields++] = (struct pair){ part->name, arena_strndup(ctx->arena, data, n), n };
	return ERR_OK;
}

/* After a delimiter: 1 where a part follows, 0 where it was the last one and the body ends, -1 where neither. */
static int after_delimiter(const char *body, size_t n, size_t *at)
{
	if (n - *at >= 2 && memcmp(body + *at, "--", 2) == 0) {
		size_t left = n - *at - 2;
		return left == 0 || (left == 2 && memcmp(body + *at + 2, "\r\n", 2) == 0) ? 0 : -1;
	}
	while (*at < n && (body[*at] == ' ' || body[*at] == '\t'))
		(*at)++;
	if (n - *at < 2 || memcmp(body + *at, "\r\n", 2) != 0)
		return -1;
	*at += 2;
	return 1;
}

enum err_code multipart_parse(struct ctx *ctx, const char *boundary, const char *body, size_t n, struct multipart *out)
{
	*out = (struct multipart){ .fields = ARENA_ARRAY(ctx->arena, LIMIT_PARAMS, struct pair),
		.uploads = ARENA_ARRAY(ctx->arena, LIMIT_PARAMS, struct upload) };
	const char *delimiter = arena_printf(ctx->arena, "\r\n--%s", boundary);
	size_t n_delimiter = strlen(delimiter);
	/* The first delimiter stands at the very start, without the line end that belongs to it elsewhere. */
	size_t at = n_delimiter - 2;
	if (n < at || memcmp(body, delimiter + 2, at) != 0)
		return err_set(ctx, ERR_MALFORMED, "multipart body does not start with its boundary");
	for (int more; (more = after_delimiter(body, n, &at)) != 0;) {
		struct part part = { 0 };
		enum err_code code = more < 0 ? err_set(ctx, ERR_MALFORMED, "text behind a boundary")
		                              : read_headers(ctx, body, n, &at, &part);
		if (code != ERR_OK)
			return code;
		const char *end = memmem(body + at, n - at, delimiter, n_delimiter);
		if (end == NULL)
			return err_set(ctx, ERR_MALFORMED, "multipart body is cut off");
		code = keep_part(ctx, &part, body + at, (size_t)(end - body) - at, out);
		if (code != ERR_OK)
			return code;
		at = (size_t)(end - body) + n_delimiter;
	}
	return ERR_OK;
}
