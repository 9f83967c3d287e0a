#include "view/compile.h"

#include <string.h>

#include "base/str.h"
#include "view/escape.h"

/* https://html.spec.whatwg.org/#void-elements */
static const char *const void_elements[] = { "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta",
	"source", "track", "wbr", NULL };
static const char *const addresses[] = { "href", "src", "action", "formaction", "poster", "cite", "data", "manifest",
	"ping", "background", NULL };
static const char *const booleans[] = { "checked", "selected", "disabled", "required", "hidden", "open", "multiple",
	"autofocus", "readonly", NULL };
static const char *const for_people[] = { "title", "alt", "placeholder", "label", "abbr", "content", NULL };
static const char *const control[] = { "each", "with", "if", "unless", "text", "html", "translate", "translate-attrs",
	"context", NULL };

bool is_void_element(const char *name)
{
	return in_words(name, void_elements);
}

enum piece_kind { PIECE_TEXT, PIECE_HOLE, PIECE_ASSET };

struct piece {
	enum piece_kind kind;
	const char *text;
	struct piece *next;
};

/* Reads "text {path} text {asset css/shop.css}". */
static struct piece *pieces_read(struct compiler *c, const xmlNode *node, const char *s)
{
	struct piece *first = NULL;
	struct piece **end = &first;

	while (*s != '\0') {
		struct piece *p = ARENA_NEW(c->arena, struct piece);
		size_t n = strcspn(s, "{");

		if (n == 0) {
			n = strcspn(s, "}");
			if (s[n] == '\0') {
				compile_error(c, node, "\"{\" without \"}\" in an attribute");
				return first;
			}
			p->kind = str_starts(s, "{asset ") ? PIECE_ASSET : PIECE_HOLE;
			s += p->kind == PIECE_ASSET ? 7 : 1;
			n -= p->kind == PIECE_ASSET ? 7 : 1;
			p->text = str_trim(c->arena, arena_strndup(c->arena, s, n));
			s += n + 1;
		} else {
			p->text = arena_strndup(c->arena, s, n);
			s += n;
		}
		*end = p;
		end = &p->next;
	}
	return first;
}

static void emit_asset(struct compiler *c, const xmlNode *node, const char *path)
{
	for (const struct asset *a = c->assets; a != NULL; a = a->next) {
		if (!str_eq(a->path, path))
			continue;
		emit(c, (struct tpl_ins){ .op = TPL_ASSET_BASE });
		emit_raw(c, "/");
		emit_fixed(c, TPL_ATTR, a->hashed);
		return;
	}
	compile_error(c, node, "no asset \"%s\" in htdocs/", path);
}

/* The fixed text of an address must not turn what follows it into another scheme. */
static void check_address(struct compiler *c, const xmlNode *node, const struct piece *p)
{
	struct buf b;

	if (p != NULL && p->kind != PIECE_TEXT) {
		if (p->next != NULL && p->next->kind == PIECE_TEXT && strchr("/?#&", p->next->text[0]) == NULL)
			compile_error(c, node, "after an address comes /, ?, # or &, not \"%s\"", p->next->text);
		return;
	}
	buf_init(&b, c->arena, 64 * 1024);
	for (; p != NULL; p = p->next)
		buf_puts(&b, p->kind == PIECE_TEXT ? p->text : "x");
	if (!url_is_safe(buf_str(&b)))
		compile_error(c, node, "not an address that can be used: \"%s\"", buf_str(&b));
}

static enum tpl_need need_of(struct compiler *c, const xmlNode *node, const char *attr)
{
	/* Microdata is read by programs. */
	if (str_eq(attr, "content") && node_attr(c, node, "itemprop") != NULL)
		return TPL_ATTR;
	if (str_eq(attr, "datetime"))
		return TPL_DATETIME;
	if (in_words(attr, for_people) || str_starts(attr, "aria-"))
		return TPL_HUMAN;
	return TPL_ATTR;
}

static void emit_pieces(struct compiler *c, const xmlNode *node, const char *attr, const struct piece *first)
{
	bool address = in_words(attr, addresses);

	if (address)
		check_address(c, node, first);
	for (const struct piece *p = first; p != NULL; p = p->next) {
		if (p->kind == PIECE_TEXT)
			emit_fixed(c, TPL_ATTR, p->text);
		else if (p->kind == PIECE_ASSET)
			emit_asset(c, node, p->text);
		else if (address)
			emit_value(c, node, p->text, p == first ? TPL_URL : TPL_PERCENT);
		else
			emit_value(c, node, p->text, need_of(c, node, attr));
	}
}

static void open_attr(struct compiler *c, const char *name)
{
	emit_raw(c, " ");
	emit_raw(c, name);
	emit_raw(c, "=\"");
}

/* Places where a quoted value would still be read as code. */
static bool refuses_values(struct compiler *c, const xmlNode *node, const char *attr)
{
	static const char *const elements[] = { "animate", "set", "animateTransform", "object", "embed", NULL };
	static const char *const attributes[] = { "style", "srcdoc", "http-equiv", "xmlns", NULL };
	const char *name = (const char *)node->name;

	if (in_words(attr, attributes) || in_words(name, elements))
		return true;
	if (str_eq(name, "script") && !str_eq(attr, "src"))
		return true;
	return str_eq(name, "meta") && str_eq(attr, "content") && node_attr(c, node, "http-equiv") != NULL;
}

static void emit_hole_attr(struct compiler *c, const xmlNode *node, const xmlAttr *a)
{
	const char *name = (const char *)a->name;
	const char *text = attr_text(c, a);
	const struct piece *first;
	size_t at = 0;
	bool lone;

	if (refuses_values(c, node, name)) {
		compile_error(c, node, "no values in %s of <%s>", name, (const char *)node->name);
		return;
	}
	if (node_attr(c, node, name) != NULL)
		compile_error(c, node, "%s and t:%s on one element", name, name);
	if (in_words(name, booleans) && !c->xml_mode) {
		at = emit_condition(c, node, text, false);
		emit_raw(c, " ");
		emit_raw(c, name);
		emit_land(c, at);
		return;
	}
	first = pieces_read(c, node, text);
	lone = first != NULL && first->kind == PIECE_HOLE && first->next == NULL;
	if (lone) {
		uint32_t path = path_use(c, node, first->text, TPL_STRING);

		at = emit(c, (struct tpl_ins){ .op = TPL_PRESENT, .a = path });
	}
	open_attr(c, name);
	emit_pieces(c, node, name, first);
	emit_raw(c, "\"");
	if (lone)
		emit_land(c, at);
}

/* The words of t:translate-attrs, each of which must be a plain attribute. */
static bool is_translated(struct compiler *c, const xmlNode *node, const char *attr)
{
	const char *list = node_t_attr(c, node, "translate-attrs");

	while (list != NULL && *list != '\0') {
		size_t n = strcspn(list, " \n\t");

		if (n == strlen(attr) && strncmp(list, attr, n) == 0)
			return true;
		list += n;
		list += strspn(list, " \n\t");
	}
	return false;
}

static void check_translated(struct compiler *c, const xmlNode *node)
{
	const char *list = node_t_attr(c, node, "translate-attrs");

	while (list != NULL && *list != '\0') {
		size_t n = strcspn(list, " \n\t");
		const char *name = arena_strndup(c->arena, list, n);

		if (n > 0 && node_attr(c, node, name) == NULL)
			compile_error(c, node, "t:translate-attrs names %s, which is no plain attribute here", name);
		if (in_words(name, addresses) || refuses_values(c, node, name))
			compile_error(c, node, "%s cannot be translated", name);
		list += n;
		list += strspn(list, " \n\t");
	}
}

/* Assets are known when the template is compiled, so a plain attribute may name them. */
static void emit_asset_attr(struct compiler *c, const xmlNode *node, const char *name, const char *text)
{
	const struct piece *first = pieces_read(c, node, text);

	for (const struct piece *p = first; p != NULL; p = p->next)
		if (p->kind == PIECE_HOLE)
			compile_error(c, node, "{%s} needs t:%s", p->text, name);
	emit_pieces(c, node, name, first);
}

static void emit_plain_attr(struct compiler *c, const xmlNode *node, const xmlAttr *a)
{
	const char *name = (const char *)a->name;
	const char *text = attr_text(c, a);

	if (is_translated(c, node, name)) {
		open_attr(c, name);
		emit_message_attr(c, node, a);
		emit_raw(c, "\"");
		return;
	}
	if (in_words(name, booleans) && !c->xml_mode) {
		emit_raw(c, " ");
		emit_raw(c, name);
		return;
	}
	open_attr(c, name);
	if (strstr(text, "{asset ") != NULL) {
		emit_asset_attr(c, node, name, text);
	} else {
		if (in_words(name, addresses) && !url_is_safe(text))
			compile_error(c, node, "not an address that can be used: \"%s\"", text);
		emit_fixed(c, TPL_ATTR, text);
	}
	emit_raw(c, "\"");
}

void emit_attributes(struct compiler *c, const xmlNode *node)
{
	check_translated(c, node);
	for (const xmlAttr *a = node->properties; a != NULL; a = a->next) {
		const char *name = (const char *)a->name;
		bool own = a->ns != NULL && str_eq((const char *)a->ns->href, TPL_NS);

		if (strncasecmp(name, "on", 2) == 0)
			compile_error(c, node, "no event handlers: %s", name);
		else if (a->ns != NULL && !own)
			compile_error(c, node, "%s:%s is in an unknown namespace",
			    a->ns->prefix != NULL ? (const char *)a->ns->prefix : "", name);
		else if (!own)
			emit_plain_attr(c, node, a);
		else if (!in_words(name, control))
			emit_hole_attr(c, node, a);
	}
}
