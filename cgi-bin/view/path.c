#include "view/compile.h"

#include <string.h>

#include "base/str.h"

static bool name_char(char ch, bool first)
{
	return (ch >= 'a' && ch <= 'z') || (ch >= 'A' && ch <= 'Z') || ch == '_' || (!first && ch >= '0' && ch <= '9');
}

bool path_is_valid(const char *s)
{
	for (;;) {
		if (*s == '@') {
			s++;
			return str_eq(s, "first") || str_eq(s, "last") || str_eq(s, "index");
		}
		if (!name_char(*s, true))
			return false;
		while (name_char(*s, false))
			s++;
		if (*s == '\0')
			return true;
		if (*s++ != '.')
			return false;
	}
}

static const struct scope_name *scope_find(const struct compiler *c, const char *name)
{
	for (size_t i = c->n_scope; i > 0; i--)
		if (str_eq(c->scope[i - 1].name, name))
			return &c->scope[i - 1];
	return NULL;
}

void scope_push(struct compiler *c, const xmlNode *node, const char *name, bool loop)
{
	uint16_t slot = TPL_SLOT_FIRST;

	for (size_t i = 0; i < c->n_scope; i++)
		if (c->scope[i].slot >= slot)
			slot = (uint16_t)(c->scope[i].slot + 1);
	if (slot >= TPL_SLOTS) {
		compile_error(c, node, "more than %d names in scope", TPL_SLOTS - TPL_SLOT_FIRST);
		slot = TPL_SLOTS - 1;
		c->n_scope--;
	}
	c->scope[c->n_scope++] = (struct scope_name){ name, slot, loop };
}

static enum tpl_special special_of(const char *names)
{
	static const char *const texts[TPL_SPECIAL__MAX] = {
		[TPL_AT_FIRST] = "@first",
		[TPL_AT_LAST] = "@last",
		[TPL_AT_INDEX] = "@index",
	};

	for (int i = TPL_AT_FIRST; i < TPL_SPECIAL__MAX; i++)
		if (str_eq(names, texts[i]))
			return (enum tpl_special)i;
	return TPL_PLAIN_PATH;
}

uint32_t path_use(struct compiler *c, const xmlNode *node, const char *path, enum tpl_need need)
{
	const char *dot = strchr(path, '.');
	const char *head = dot != NULL ? arena_strndup(c->arena, path, (size_t)(dot - path)) : path;
	const char *rest = dot != NULL ? dot + 1 : "";
	struct tpl_path p = { .line = (uint32_t)xmlGetLineNo(node), .need = (uint8_t)need };
	const struct scope_name *scope;
	uint32_t index = (uint32_t)(c->paths.len / sizeof p);

	if (!path_is_valid(path)) {
		compile_error(c, node, "\"%s\" is no path", path);
		return 0;
	}
	scope = scope_find(c, head);
	if (scope != NULL) {
		p.slot = scope->slot;
	} else if (str_eq(head, "page") && dot != NULL) {
		p.slot = TPL_SLOT_PAGE;
	} else {
		p.slot = TPL_SLOT_DATA;
		rest = path;
	}
	if (c->hole && p.slot != TPL_SLOT_PAGE) {
		compile_error(c, node, "\"%s\": a hole knows page. alone", path);
		return 0;
	}
	p.special = (uint8_t)special_of(rest);
	if (strchr(path, '@') != NULL && (p.special == TPL_PLAIN_PATH || scope == NULL || !scope->loop)) {
		compile_error(c, node, "\"%s\": @first, @last and @index belong to a name of t:each", path);
		return 0;
	}
	p.names = pool_string(c, rest);
	p.file = pool_string(c, c->file);
	buf_add(&c->paths, &p, sizeof p);
	return index;
}

void emit_value(struct compiler *c, const xmlNode *node, const char *path, enum tpl_need need)
{
	uint32_t index = path_use(c, node, path, need);

	emit(c, (struct tpl_ins){ .op = TPL_VALUE, .arg = (uint8_t)need, .a = index });
}

static const char *trimmed(struct compiler *c, const char *s, size_t n)
{
	return str_trim(c->arena, arena_strndup(c->arena, s, n));
}

static bool is_word(const char *s)
{
	return *s != '\0' && strspn(s, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-") == strlen(s);
}

size_t emit_condition(struct compiler *c, const xmlNode *node, const char *expression, bool negate)
{
	const char *equals = strchr(expression, '=');
	const char *left = trimmed(c, expression, equals != NULL ? (size_t)(equals - expression) : strlen(expression));
	struct tpl_ins ins = { .op = TPL_IF, .arg = negate };
	const char *right;

	if (equals == NULL) {
		ins.a = path_use(c, node, left, TPL_TRUTH);
		return emit(c, ins);
	}
	right = trimmed(c, equals + 1, strlen(equals + 1));
	ins.a = path_use(c, node, left, TPL_WORD);
	if (strchr(right, '.') != NULL) {
		ins.op = TPL_IF_SAME;
		ins.b = path_use(c, node, right, TPL_WORD);
	} else if (is_word(right)) {
		ins.op = TPL_IF_WORD;
		ins.b = pool_string(c, right);
	} else {
		compile_error(c, node, "\"%s\" is neither a word nor a path with a dot", right);
	}
	return emit(c, ins);
}

bool path_binding(struct compiler *c, const xmlNode *node, const char *text, const char **name, const char **path)
{
	const char *in = strstr(text, " in ");

	if (in != NULL) {
		*name = trimmed(c, text, (size_t)(in - text));
		*path = trimmed(c, in + 4, strlen(in + 4));
		if (path_is_valid(*name) && strchr(*name, '.') == NULL && (*name)[0] != '@' && !str_eq(*name, "page"))
			return true;
	}
	compile_error(c, node, "\"%s\" is not of the form \"name in path\"", text);
	return false;
}
