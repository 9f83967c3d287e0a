#include <string.h>
#include <strings.h>

#include "base/str.h"
#include "kit/html_room.h"

/* What becomes of an element; the tag alone goes unless the table says more. */
enum fate { FATE_UNWRAP, FATE_KEEP, FATE_VOID, FATE_BLOCK, FATE_HEADING, FATE_DROP };

static const unsigned char fates[GUMBO_TAG_LAST + 1] = {
	[GUMBO_TAG_P] = FATE_KEEP,
	[GUMBO_TAG_BR] = FATE_VOID,
	[GUMBO_TAG_HR] = FATE_VOID,
	[GUMBO_TAG_WBR] = FATE_VOID,
	[GUMBO_TAG_H1] = FATE_HEADING,
	[GUMBO_TAG_H2] = FATE_HEADING,
	[GUMBO_TAG_H3] = FATE_HEADING,
	[GUMBO_TAG_H4] = FATE_HEADING,
	[GUMBO_TAG_H5] = FATE_HEADING,
	[GUMBO_TAG_H6] = FATE_HEADING,
	[GUMBO_TAG_UL] = FATE_KEEP,
	[GUMBO_TAG_OL] = FATE_KEEP,
	[GUMBO_TAG_LI] = FATE_KEEP,
	[GUMBO_TAG_DL] = FATE_KEEP,
	[GUMBO_TAG_DT] = FATE_KEEP,
	[GUMBO_TAG_DD] = FATE_KEEP,
	[GUMBO_TAG_TABLE] = FATE_KEEP,
	[GUMBO_TAG_CAPTION] = FATE_KEEP,
	[GUMBO_TAG_THEAD] = FATE_KEEP,
	[GUMBO_TAG_TBODY] = FATE_KEEP,
	[GUMBO_TAG_TFOOT] = FATE_KEEP,
	[GUMBO_TAG_TR] = FATE_KEEP,
	[GUMBO_TAG_TH] = FATE_KEEP,
	[GUMBO_TAG_TD] = FATE_KEEP,
	[GUMBO_TAG_BLOCKQUOTE] = FATE_KEEP,
	[GUMBO_TAG_PRE] = FATE_KEEP,
	[GUMBO_TAG_FIGURE] = FATE_KEEP,
	[GUMBO_TAG_FIGCAPTION] = FATE_KEEP,
	[GUMBO_TAG_A] = FATE_KEEP,
	[GUMBO_TAG_ABBR] = FATE_KEEP,
	[GUMBO_TAG_B] = FATE_KEEP,
	[GUMBO_TAG_BDI] = FATE_KEEP,
	[GUMBO_TAG_CITE] = FATE_KEEP,
	[GUMBO_TAG_CODE] = FATE_KEEP,
	[GUMBO_TAG_DEL] = FATE_KEEP,
	[GUMBO_TAG_DFN] = FATE_KEEP,
	[GUMBO_TAG_EM] = FATE_KEEP,
	[GUMBO_TAG_I] = FATE_KEEP,
	[GUMBO_TAG_INS] = FATE_KEEP,
	[GUMBO_TAG_KBD] = FATE_KEEP,
	[GUMBO_TAG_MARK] = FATE_KEEP,
	[GUMBO_TAG_Q] = FATE_KEEP,
	[GUMBO_TAG_S] = FATE_KEEP,
	[GUMBO_TAG_SAMP] = FATE_KEEP,
	[GUMBO_TAG_SMALL] = FATE_KEEP,
	[GUMBO_TAG_SPAN] = FATE_KEEP,
	[GUMBO_TAG_STRONG] = FATE_KEEP,
	[GUMBO_TAG_SUB] = FATE_KEEP,
	[GUMBO_TAG_SUP] = FATE_KEEP,
	[GUMBO_TAG_U] = FATE_KEEP,
	[GUMBO_TAG_VAR] = FATE_KEEP,
	[GUMBO_TAG_DIV] = FATE_BLOCK,
	[GUMBO_TAG_SECTION] = FATE_BLOCK,
	[GUMBO_TAG_ARTICLE] = FATE_BLOCK,
	[GUMBO_TAG_ASIDE] = FATE_BLOCK,
	[GUMBO_TAG_HEADER] = FATE_BLOCK,
	[GUMBO_TAG_FOOTER] = FATE_BLOCK,
	[GUMBO_TAG_NAV] = FATE_BLOCK,
	[GUMBO_TAG_MAIN] = FATE_BLOCK,
	[GUMBO_TAG_ADDRESS] = FATE_BLOCK,
	[GUMBO_TAG_CENTER] = FATE_BLOCK,
	[GUMBO_TAG_DETAILS] = FATE_BLOCK,
	[GUMBO_TAG_SUMMARY] = FATE_BLOCK,
	[GUMBO_TAG_FORM] = FATE_BLOCK,
	[GUMBO_TAG_FIELDSET] = FATE_BLOCK,
	[GUMBO_TAG_SCRIPT] = FATE_DROP,
	[GUMBO_TAG_STYLE] = FATE_DROP,
	[GUMBO_TAG_NOSCRIPT] = FATE_DROP,
	[GUMBO_TAG_TEMPLATE] = FATE_DROP,
	[GUMBO_TAG_TITLE] = FATE_DROP,
	[GUMBO_TAG_IFRAME] = FATE_DROP,
	[GUMBO_TAG_FRAME] = FATE_DROP,
	[GUMBO_TAG_FRAMESET] = FATE_DROP,
	[GUMBO_TAG_NOFRAMES] = FATE_DROP,
	[GUMBO_TAG_OBJECT] = FATE_DROP,
	[GUMBO_TAG_APPLET] = FATE_DROP,
	[GUMBO_TAG_EMBED] = FATE_DROP,
	[GUMBO_TAG_NOEMBED] = FATE_DROP,
	[GUMBO_TAG_AUDIO] = FATE_DROP,
	[GUMBO_TAG_VIDEO] = FATE_DROP,
	[GUMBO_TAG_CANVAS] = FATE_DROP,
	[GUMBO_TAG_SVG] = FATE_DROP,
	[GUMBO_TAG_MATH] = FATE_DROP,
	[GUMBO_TAG_TEXTAREA] = FATE_DROP,
	[GUMBO_TAG_SELECT] = FATE_DROP,
	[GUMBO_TAG_XMP] = FATE_DROP,
	[GUMBO_TAG_PLAINTEXT] = FATE_DROP,
	[GUMBO_TAG_LISTING] = FATE_DROP,
};

enum { LEVELS = 6, LEVEL_FIRST = 3, SPAN_MAX = 100, START_MAX = 100000, URL_BYTES = 2048 };

struct cleaning {
	struct buf out;
	bool used[LEVELS]; /* headings by level less one */
};

/* What the source nests is written with it; what a browser would not read as HTML is not. */
static enum fate fate_of(const GumboElement *e)
{
	if (e->tag_namespace != GUMBO_NAMESPACE_HTML || e->tag > GUMBO_TAG_LAST)
		return FATE_DROP;
	return (enum fate)fates[e->tag];
}

static bool is_void(const GumboElement *e)
{
	return fate_of(e) == FATE_VOID;
}

/* The levels in use, closed up: a text whose headings are h1 and h4 has h3 and h4. */
static int level_of(const struct cleaning *c, GumboTag tag)
{
	int own = (int)tag - (int)GUMBO_TAG_H1, level = LEVEL_FIRST;

	for (int i = 0; i < own; i++)
		level += c->used[i];
	return level < LEVELS ? level : LEVELS;
}

static void put_name(struct cleaning *c, const GumboElement *e)
{
	enum fate fate = fate_of(e);

	if (fate == FATE_HEADING)
		buf_printf(&c->out, "h%d", level_of(c, e->tag));
	else
		buf_puts(&c->out, fate == FATE_BLOCK ? "div" : gumbo_normalized_tagname(e->tag));
}

static void put_attribute(struct cleaning *c, const char *name, const char *value)
{
	buf_printf(&c->out, " %s=\"", name);
	html_escape(&c->out, value, strlen(value));
	buf_putc(&c->out, '"');
}

static const char *attribute(const GumboElement *e, const char *name)
{
	const GumboAttribute *a = gumbo_get_attribute(&e->attributes, name);

	return a && utf8_clean(a->value, strlen(a->value)) ? a->value : NULL;
}

static bool known_scheme(const char *url, size_t n)
{
	static const char *const known[] = { "http", "https", "mailto", "tel" };

	for (size_t i = 0; i < sizeof known / sizeof *known; i++)
		if (n == strlen(known[i]) && strncasecmp(url, known[i], n) == 0)
			return true;
	return false;
}

/*
 * As the URL standard reads it: blanks and controls at both ends and line breaks and tabs anywhere are nothing. What
 * may not stand in an address as it is (WHATWG URL, "URL code points") is percent-encoded.
 */
static bool clean_url(const char *value, char *out)
{
	static const char hex[] = "0123456789ABCDEF";
	size_t n = 0, end = strlen(value);

	while (end && (unsigned char)value[end - 1] <= ' ')
		end--;
	for (size_t i = 0; i < end; i++) {
		unsigned char u = (unsigned char)value[i];
		if (u == '\t' || u == '\n' || u == '\r' || (u <= ' ' && n == 0))
			continue;
		if (u < ' ' || u == 0x7f || n + 4 > URL_BYTES)
			return false;
		bool odd = strchr(" \"<>\\^`{|}", u) != NULL;
		out[n++] = odd ? '%' : (char)u;
		if (odd) {
			out[n++] = hex[u >> 4];
			out[n++] = hex[u & 15];
		}
	}
	out[n] = '\0';
	size_t head = strcspn(out, ":/?#");
	return out[head] != ':' || known_scheme(out, head);
}

static void put_number(struct cleaning *c, const GumboElement *e, const char *name, int64_t min, int64_t max)
{
	const char *value = attribute(e, name);
	int64_t number;

	if (value && str_to_int(value, min, max, &number))
		buf_printf(&c->out, " %s=\"%d\"", name, (int)number);
}

static void put_word_of(struct cleaning *c, const GumboElement *e, const char *name, const char *const *words)
{
	const char *value = attribute(e, name);

	for (; value && *words; words++)
		if (strcasecmp(value, *words) == 0)
			put_attribute(c, name, *words);
}

static bool is_language(const char *tag)
{
	size_t n = strlen(tag);

	return n >= 2 && n <= 35 && tag[0] != '-' && tag[n - 1] != '-' &&
	       strspn(tag, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-") == n &&
	       !strstr(tag, "--");
}

static void put_attributes(struct cleaning *c, const GumboElement *e)
{
	static const char *const directions[] = { "ltr", "rtl", "auto", NULL };
	static const char *const scopes[] = { "row", "col", "rowgroup", "colgroup", NULL };
	const char *lang = attribute(e, "lang"), *title = attribute(e, "title"), *href = attribute(e, "href");
	char url[URL_BYTES + 1];

	put_word_of(c, e, "dir", directions);
	if (lang && is_language(lang))
		put_attribute(c, "lang", lang);
	if (e->tag == GUMBO_TAG_ABBR && title)
		put_attribute(c, "title", title);
	if (e->tag == GUMBO_TAG_A && href && clean_url(href, url))
		put_attribute(c, "href", url);
	if (e->tag == GUMBO_TAG_OL)
		put_number(c, e, "start", -START_MAX, START_MAX);
	if (e->tag != GUMBO_TAG_TD && e->tag != GUMBO_TAG_TH)
		return;
	put_number(c, e, "colspan", 1, SPAN_MAX);
	put_number(c, e, "rowspan", 1, SPAN_MAX);
	if (e->tag == GUMBO_TAG_TH)
		put_word_of(c, e, "scope", scopes);
}

static void close_tag(void *arg, const GumboElement *e)
{
	struct cleaning *c = arg;

	if (fate_of(e) == FATE_UNWRAP || fate_of(e) == FATE_DROP || is_void(e))
		return;
	buf_puts(&c->out, "</");
	put_name(c, e);
	buf_putc(&c->out, '>');
}

static void put_text(struct cleaning *c, const char *s)
{
	size_t n = strlen(s);

	for (size_t i = 0; i < n;) {
		size_t step = utf8_step(s + i, n - i);
		if (step)
			html_escape(&c->out, s + i, step);
		i += step ? step : 1;
	}
}

static bool open_tag(struct cleaning *c, const GumboNode *node)
{
	const GumboElement *e = &node->v.element;
	enum fate fate = fate_of(e);

	if (fate == FATE_DROP)
		return false;
	if (fate != FATE_UNWRAP) {
		buf_putc(&c->out, '<');
		put_name(c, e);
		put_attributes(c, e);
		buf_putc(&c->out, '>');
	}
	/* The parser took away a line break at the start of pre; another would be taken again. */
	const GumboNode *first = e->children.length ? e->children.data[0] : NULL;
	if (e->tag == GUMBO_TAG_PRE && first && first->type <= GUMBO_NODE_WHITESPACE &&
	    first->type >= GUMBO_NODE_TEXT && first->v.text.text[0] == '\n')
		buf_putc(&c->out, '\n');
	if (e->children.length && !is_void(e))
		return true;
	close_tag(c, e);
	return false;
}

static void leave_nothing(void *arg, const GumboElement *e)
{
	(void)arg;
	(void)e;
}

static void find_levels(struct cleaning *c, const GumboNode *root)
{
	for (const GumboNode *node = root; node;
	     node = html_next(root, node, node->type == GUMBO_NODE_ELEMENT, leave_nothing, NULL))
		if (node->type == GUMBO_NODE_ELEMENT && fate_of(&node->v.element) == FATE_HEADING)
			c->used[node->v.element.tag - GUMBO_TAG_H1] = true;
}

static void write_clean(void *arg, const GumboNode *root)
{
	struct cleaning *c = arg;
	const GumboNode *node = root;

	find_levels(c, root);
	while (node) {
		bool down = false;
		if (node->type == GUMBO_NODE_ELEMENT)
			down = open_tag(c, node);
		else if (node->type == GUMBO_NODE_TEXT || node->type == GUMBO_NODE_WHITESPACE ||
		         node->type == GUMBO_NODE_CDATA)
			put_text(c, node->v.text.text);
		node = html_next(root, node, down, close_tag, c);
	}
}

enum err_code html_clean(struct ctx *ctx, const char *fragment, size_t n, struct html *out)
{
	struct cleaning c = { .used = { false } };

	buf_init(&c.out, ctx->arena, 16 * n + 1024);
	enum err_code e = html_parse(ctx, fragment, n, write_clean, &c);
	if (!e && c.out.overflow)
		e = err_set(ctx, ERR_TOO_LARGE, "html of %zu bytes is nested beyond reason", n);
	if (!e)
		out->safe = buf_str(&c.out);
	return e;
}
