#include "kit/json.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/log.h"
#include "base/str.h"

static json_t *inner(const struct json *j)
{
	return (json_t *)(uintptr_t)j;
}

static struct json *outer(json_t *v)
{
	return (struct json *)(void *)v;
}

static void release(void *v)
{
	json_decref(v);
}

/*
 * jansson's own bound (2,048 levels of recursion) is more than a stack of ours should be asked for. Brackets in texts
 * are skipped; where the quotes are broken the count may be off, and jansson refuses the document.
 */
static bool too_deep(const char *text, size_t n)
{
	size_t depth = 0;
	bool quoted = false;

	for (size_t i = 0; i < n; i++) {
		char c = text[i];
		if (quoted && c == '\\')
			i++;
		else if (c == '"')
			quoted = !quoted;
		else if (!quoted && (c == '[' || c == '{') && ++depth > JSON_DEPTH)
			return true;
		else if (!quoted && (c == ']' || c == '}') && depth > 0)
			depth--;
	}
	return false;
}

enum err_code json_parse(struct ctx *ctx, const char *text, size_t n, size_t max, const struct json **out)
{
	json_error_t why;

	if (n > max)
		return err_set(ctx, ERR_TOO_LARGE, "json of %zu bytes, at most %zu are read", n, max);
	if (too_deep(text, n))
		return err_set(ctx, ERR_MALFORMED, "json is nested deeper than %d", JSON_DEPTH);
	json_t *v = json_loadb(text, n, JSON_REJECT_DUPLICATES, &why);
	if (!v)
		return err_set(ctx, ERR_MALFORMED, "json is malformed at line %d, column %d (code %d)", why.line,
		    why.column, (int)json_error_code(&why));
	arena_defer(ctx->arena, release, v);
	*out = outer(v);
	return ERR_OK;
}

const struct json *json_find(const struct json *from, const char *path)
{
	json_t *v = inner(from);

	while (v && *path) {
		size_t n = strcspn(path, ".");
		char name[128];
		int64_t index;
		if (n >= sizeof name)
			return NULL;
		memcpy(name, path, n);
		name[n] = '\0';
		if (json_is_array(v))
			v = str_to_int(name, 0, INT32_MAX, &index) ? json_array_get(v, (size_t)index) : NULL;
		else
			v = json_object_get(v, name);
		path += n + (path[n] == '.');
	}
	return json_is_null(v) ? NULL : outer(v);
}

enum err_code json_get(struct ctx *ctx, const struct json *from, const char *path, const struct json **out)
{
	const struct json *v = json_find(from, path);

	if (!v)
		return err_set(ctx, ERR_MALFORMED, "json lacks %s", path);
	*out = v;
	return ERR_OK;
}

static enum err_code wrong_type(struct ctx *ctx, const char *path, const char *wanted)
{
	return err_set(ctx, ERR_MALFORMED, "json: %s is missing or no %s", path, wanted);
}

const char *json_find_text(const struct json *from, const char *path)
{
	return json_string_value(inner(json_find(from, path)));
}

enum err_code json_get_text(struct ctx *ctx, const struct json *from, const char *path, const char **out)
{
	const char *text = json_find_text(from, path);

	if (!text)
		return wrong_type(ctx, path, "text");
	*out = text;
	return ERR_OK;
}

enum err_code json_get_int(struct ctx *ctx, const struct json *from, const char *path, int64_t *out)
{
	json_t *v = inner(json_find(from, path));

	if (!json_is_integer(v))
		return wrong_type(ctx, path, "whole number");
	*out = json_integer_value(v);
	return ERR_OK;
}

enum err_code json_get_bool(struct ctx *ctx, const struct json *from, const char *path, bool *out)
{
	json_t *v = inner(json_find(from, path));

	if (!json_is_boolean(v))
		return wrong_type(ctx, path, "boolean");
	*out = json_is_true(v);
	return ERR_OK;
}

size_t json_count(const struct json *list)
{
	return json_array_size(inner(list));
}

const struct json *json_item(const struct json *list, size_t index)
{
	return outer(json_array_get(inner(list), index));
}

size_t json_names(struct arena *a, const struct json *object, const char *const **out)
{
	json_t *from = inner(object);
	const char **names = ARENA_ARRAY(a, json_object_size(from), const char *);
	size_t n = 0;

	for (void *i = json_object_iter(from); i; i = json_object_iter_next(from, i))
		names[n++] = json_object_iter_key(i);
	*out = names;
	return n;
}

static struct json *keep(struct arena *a, json_t *v)
{
	BUG_IF(!v);
	arena_defer(a, release, v);
	return outer(v);
}

struct json *json_new_object(struct arena *a)
{
	return keep(a, json_object());
}

struct json *json_new_list(struct arena *a)
{
	return keep(a, json_array());
}

static json_t *text_value(const char *text)
{
	json_t *v = text ? json_string(text) : json_null();

	BUG_IF(!v);
	return v;
}

static void put_new(struct json *object, const char *name, json_t *v)
{
	BUG_IF(json_object_set_new(inner(object), name, v) != 0);
}

void json_put_text(struct json *object, const char *name, const char *text)
{
	put_new(object, name, text_value(text));
}

void json_put_int(struct json *object, const char *name, int64_t v)
{
	put_new(object, name, json_integer(v));
}

void json_put_bool(struct json *object, const char *name, bool v)
{
	put_new(object, name, json_boolean(v));
}

void json_put(struct json *object, const char *name, const struct json *value)
{
	put_new(object, name, json_incref(inner(value)));
}

static void add_new(struct json *list, json_t *v)
{
	BUG_IF(json_array_append_new(inner(list), v) != 0);
}

void json_add_text(struct json *list, const char *text)
{
	add_new(list, text_value(text));
}

void json_add_int(struct json *list, int64_t v)
{
	add_new(list, json_integer(v));
}

void json_add(struct json *list, struct json *value)
{
	add_new(list, json_incref(inner(value)));
}

static int add_bytes(const char *bytes, size_t n, void *to)
{
	buf_add(to, bytes, n);
	return 0;
}

char *json_print(struct arena *a, const struct json *j)
{
	struct buf text;

	buf_init(&text, a, SIZE_MAX / 2);
	BUG_IF(json_dump_callback(inner(j), add_bytes, &text, JSON_COMPACT | JSON_ENCODE_ANY) != 0);
	return text.data;
}

void json_each(const struct json *from, void (*fn)(void *arg, const char *name, const struct json *value), void *arg)
{
	const char *name;
	json_t *value;

	json_object_foreach(inner(from), name, value) fn(arg, name, outer(value));
}

void json_remove(struct json *object, const char *name)
{
	json_object_del(inner(object), name);
}
