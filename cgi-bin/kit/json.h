/*
 * json: reading and writing JSON (RFC 8259); the one room that knows jansson.
 *
 * A document lives as long as the arena. A path is member names joined by dots ("purchase_units.0.amount.value"; a
 * number is an index of a list). A getter answers ERR_MALFORMED with the path in the log text where the value is
 * missing or of another type. Text is valid UTF-8 without NUL.
 */
#ifndef STOA_KIT_JSON_H
#define STOA_KIT_JSON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/ctx.h"

struct json;

enum { JSON_DEPTH = 32 };

/* ERR_TOO_LARGE past max bytes; ERR_MALFORMED where it is no object or list, deeper than JSON_DEPTH or has a name
 * twice. */
enum err_code json_parse(struct ctx *, const char *text, size_t n, size_t max, const struct json **out);

/* NULL where missing; a null counts as missing. An empty path is the value itself. */
const struct json *json_find(const struct json *, const char *path);
/* As the head of this file says; *out is left alone by an error. Of numbers whole ones of 64 bits. */
enum err_code json_get(struct ctx *, const struct json *, const char *path, const struct json **out);
enum err_code json_get_text(struct ctx *, const struct json *, const char *path, const char **out);
enum err_code json_get_int(struct ctx *, const struct json *, const char *path, int64_t *out);
enum err_code json_get_bool(struct ctx *, const struct json *, const char *path, bool *out);
/* As json_get_text, but NULL where missing or not a text. */
const char *json_find_text(const struct json *, const char *path);

/* Of a list; 0 and NULL for anything else and past the end. */
size_t json_count(const struct json *);
const struct json *json_item(const struct json *, size_t index);

/* The names of an object's members, in their order; 0 for anything else. They live as long as the document. */
size_t json_names(struct arena *, const struct json *object, const char *const **out);

/* Of an object, in the order of the text. */
void json_each(const struct json *, void (*fn)(void *arg, const char *name, const struct json *value), void *arg);

/* A document to be written: what is put into it is copied, or another value of the same arena. */
struct json *json_new_object(struct arena *);
struct json *json_new_list(struct arena *);
/* text NULL writes null; invalid UTF-8 aborts. */
void json_put_text(struct json *object, const char *name, const char *text);
void json_put_int(struct json *object, const char *name, int64_t);
void json_put_bool(struct json *object, const char *name, bool);
/* value may be shared by several parents of one arena; a cycle aborts. */
void json_put(struct json *object, const char *name, const struct json *value);
/* Takes a member away; nothing where it is missing. */
void json_remove(struct json *object, const char *name);
void json_add_text(struct json *list, const char *text);
void json_add_int(struct json *list, int64_t);
void json_add(struct json *list, struct json *value);
/* Compact, members in the order in which they were put. */
char *json_print(struct arena *, const struct json *);

#endif
