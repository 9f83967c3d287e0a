/* Attributes: a cell as the value that the attribute's type takes. */
#include <string.h>

#include "base/limits.h"
#include "base/str.h"
#include "ops/import_known.h"
#include "shop/tenant.h"

static bool is_decimal(const char *s)
{
	s += *s == '-';
	size_t whole = strspn(s, "0123456789"), part = s[whole] == '.' ? strspn(s + whole + 1, "0123456789") : 0;
	return whole > 0 && whole + part < 18 && (s[whole] != '.' || part > 0) &&
	       s[whole + (s[whole] == '.' ? part + 1 : 0)] == '\0';
}

/* The code of the choice that is called so in the shop's own locale, or has that code. */
static const char *choice_code(struct import *m, struct known_attribute *a, const char *cell)
{
	const char *const *names;
	const struct json *choices = known_choices(m, a);
	if (!choices)
		return NULL;
	size_t n = json_names(m->step->arena, choices, &names);
	for (size_t i = 0; i < n; i++)
		if (str_eq(names[i], cell))
			return names[i];
	for (size_t i = 0; i < n; i++) {
		const char *label = json_find_text(json_find(choices, names[i]), m->ctx->settings->default_locale);
		if (str_eq(label, cell))
			return names[i];
	}
	return NULL;
}

static const char *quoted(struct import *m, const char *text)
{
	struct json *list = json_new_list(m->step->arena);
	json_add_text(list, text);
	char *whole = json_print(m->step->arena, list);
	return arena_strndup(m->step->arena, whole + 1, strlen(whole) - 2);
}

/* An empty cell of a language takes that language away. */
static const char *texts_of(struct import *m, size_t column, size_t row)
{
	const struct sheet *s = &m->sheet;
	struct json *out = json_new_object(m->step->arena);
	bool any = false;
	for (size_t i = 0; i < s->locales.n; i++) {
		const char *cell = sheet_cell(s, row, s->attributes[column].at[i]);
		if (cell)
			json_put_text(out, s->locales.v[i], *cell ? cell : NULL);
		any = any || (cell && *cell);
	}
	return any ? json_print(m->step->arena, out) : NULL;
}

bool known_fact(struct import *m, size_t column, size_t row, const char **json)
{
	const struct sheet *s = &m->sheet;
	const struct attribute_columns *c = &s->attributes[column];
	const char *cell = sheet_text(s, row, c->at[s->own]), *texts = texts_of(m, column, row);
	const char *number = cell_number(m, cell);
	struct known_attribute *a = known_attribute_by_code(m->known, c->code);
	*json = NULL;
	if (!texts)
		return true;
	if (!a && (utf8_length(c->code) > LIMIT_NAME_POINTS || *c->code == '\0'))
		return false;
	if (!a)
		a = known_add_attribute(m, &(struct known_attribute){ .code = c->code,
		                               .type = "text",
		                               .label = known_label(m, c->code),
		                               .unit = "",
		                               .choices = "{}" });
	if (!a)
		return false;
	if (str_eq(a->type, "text"))
		*json = texts;
	else if (!*cell)
		return true;
	else if (str_eq(a->type, "number"))
		*json = is_decimal(number) ? quoted(m, number) : NULL;
	else if (str_eq(a->type, "bool"))
		*json = cell_is_false(cell) ? "false" : str_eq(str_lower(m->step->arena, cell), "true") ? "true" : NULL;
	else {
		const char *code = choice_code(m, a, cell);
		*json = code ? quoted(m, code) : NULL;
	}
	return *json != NULL;
}
