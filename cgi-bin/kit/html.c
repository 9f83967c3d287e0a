#include "kit/html_room.h"

#include <setjmp.h>
#include <string.h>

#include "base/str.h"

/* What an element's edges are in plain text. */
enum edge { EDGE_NONE, EDGE_LINE, EDGE_PARAGRAPH, EDGE_BREAK, EDGE_CELL, EDGE_ITEM, EDGE_DROP };

static const unsigned char edges[GUMBO_TAG_LAST + 1] = {
	[GUMBO_TAG_P] = EDGE_PARAGRAPH,
	[GUMBO_TAG_H1] = EDGE_PARAGRAPH,
	[GUMBO_TAG_H2] = EDGE_PARAGRAPH,
	[GUMBO_TAG_H3] = EDGE_PARAGRAPH,
	[GUMBO_TAG_H4] = EDGE_PARAGRAPH,
	[GUMBO_TAG_H5] = EDGE_PARAGRAPH,
	[GUMBO_TAG_H6] = EDGE_PARAGRAPH,
	[GUMBO_TAG_UL] = EDGE_PARAGRAPH,
	[GUMBO_TAG_OL] = EDGE_PARAGRAPH,
	[GUMBO_TAG_DL] = EDGE_PARAGRAPH,
	[GUMBO_TAG_TABLE] = EDGE_PARAGRAPH,
	[GUMBO_TAG_BLOCKQUOTE] = EDGE_PARAGRAPH,
	[GUMBO_TAG_PRE] = EDGE_PARAGRAPH,
	[GUMBO_TAG_FIGURE] = EDGE_PARAGRAPH,
	[GUMBO_TAG_HR] = EDGE_PARAGRAPH,
	[GUMBO_TAG_DIV] = EDGE_LINE,
	[GUMBO_TAG_TR] = EDGE_LINE,
	[GUMBO_TAG_DT] = EDGE_LINE,
	[GUMBO_TAG_DD] = EDGE_LINE,
	[GUMBO_TAG_CAPTION] = EDGE_LINE,
	[GUMBO_TAG_FIGCAPTION] = EDGE_LINE,
	[GUMBO_TAG_SECTION] = EDGE_LINE,
	[GUMBO_TAG_ARTICLE] = EDGE_LINE,
	[GUMBO_TAG_ASIDE] = EDGE_LINE,
	[GUMBO_TAG_HEADER] = EDGE_LINE,
	[GUMBO_TAG_FOOTER] = EDGE_LINE,
	[GUMBO_TAG_NAV] = EDGE_LINE,
	[GUMBO_TAG_MAIN] = EDGE_LINE,
	[GUMBO_TAG_ADDRESS] = EDGE_LINE,
	[GUMBO_TAG_FORM] = EDGE_LINE,
	[GUMBO_TAG_FIELDSET] = EDGE_LINE,
	[GUMBO_TAG_DETAILS] = EDGE_LINE,
	[GUMBO_TAG_SUMMARY] = EDGE_LINE,
	[GUMBO_TAG_CENTER] = EDGE_LINE,
	[GUMBO_TAG_BR] = EDGE_BREAK,
	[GUMBO_TAG_TD] = EDGE_CELL,
	[GUMBO_TAG_TH] = EDGE_CELL,
	[GUMBO_TAG_LI] = EDGE_ITEM,
	[GUMBO_TAG_SCRIPT] = EDGE_DROP,
	[GUMBO_TAG_STYLE] = EDGE_DROP,
	[GUMBO_TAG_NOSCRIPT] = EDGE_DROP,
	[GUMBO_TAG_NOEMBED] = EDGE_DROP,
	[GUMBO_TAG_NOFRAMES] = EDGE_DROP,
	[GUMBO_TAG_TEMPLATE] = EDGE_DROP,
	[GUMBO_TAG_TITLE] = EDGE_DROP,
	[GUMBO_TAG_IFRAME] = EDGE_DROP,
	[GUMBO_TAG_OBJECT] = EDGE_DROP,
	[GUMBO_TAG_SVG] = EDGE_DROP,
	[GUMBO_TAG_MATH] = EDGE_DROP,
	[GUMBO_TAG_AUDIO] = EDGE_DROP,
	[GUMBO_TAG_VIDEO] = EDGE_DROP,
	[GUMBO_TAG_CANVAS] = EDGE_DROP,
	[GUMBO_TAG_TEXTAREA] = EDGE_DROP,
	[GUMBO_TAG_SELECT] = EDGE_DROP,
};

struct writing {
	struct buf out;
	int lines;  /* line breaks owed before the next word */
	bool space; /* a blank owed before the next word */
	bool item;  /* a list item's mark owed before the next word */
	int pre;    /* depth of elements that keep their white space */
};

static void owe_lines(struct writing *w, int lines)
{
	if (w->lines < lines)
		w->lines = lines;
	w->space = false;
}

static void put_word(struct writing *w, const char *s, size_t n)
{
	if (w->out.len) {
		for (int i = 0; i < w->lines; i++)
			buf_putc(&w->out, '\n');
		if (w->space && !w->lines)
			buf_putc(&w->out, ' ');
	}
	if (w->item)
		buf_puts(&w->out, "- ");
	w->lines = 0;
	w->space = w->item = false;
	buf_add(&w->out, s, n);
}

/*
 * libgumbo gives out bytes that are no UTF-8 for a character reference whose number is beyond an int (found by
 * fuzz_html); control characters come by references too.
 */
static size_t put_character(struct writing *w, const char *s, size_t n)
{
	size_t length = utf8_step(s, n);

	if (length)
		put_word(w, s, length);
	else if ((unsigned char)*s >= 0xc0)
		put_word(w, "\xef\xbf\xbd", 3);
	return length ? length : 1;
}

static void put_text(struct writing *w, const char *s)
{
	const char *end = s + strlen(s);

	while (s < end) {
		bool blank = strchr(" \t\n\f\r", *s) != NULL;
		if (w->pre && *s == '\n')
			w->lines = w->lines < 2 ? w->lines + 1 : 2;
		else if (w->pre && *s == ' ' && w->out.len && !w->lines)
			put_word(w, " ", 1);
		else if (blank)
			w->space = true;
		else
			s += put_character(w, s, (size_t)(end - s)) - 1;
		s++;
	}
}

static void put_edge(struct writing *w, GumboTag tag, bool start)
{
	if (tag == GUMBO_TAG_PRE)
		w->pre += start ? 1 : -1;
	switch ((enum edge)edges[tag]) {
	case EDGE_PARAGRAPH:
		owe_lines(w, 2);
		break;
	case EDGE_LINE:
		owe_lines(w, 1);
		break;
	case EDGE_ITEM:
		owe_lines(w, 1);
		w->item = start;
		break;
	case EDGE_CELL:
		w->space = true;
		break;
	case EDGE_BREAK:
		if (start)
			owe_lines(w, w->lines < 2 ? w->lines + 1 : 2);
		break;
	case EDGE_NONE:
	case EDGE_DROP:
		break;
	}
}

/* True where the walk may go down. */
static bool enter(struct writing *w, const GumboNode *node)
{
	if (node->type == GUMBO_NODE_TEXT || node->type == GUMBO_NODE_WHITESPACE || node->type == GUMBO_NODE_CDATA)
		put_text(w, node->v.text.text);
	if (node->type != GUMBO_NODE_ELEMENT || edges[node->v.element.tag] == EDGE_DROP)
		return false;
	put_edge(w, node->v.element.tag, true);
	if (node->v.element.children.length)
		return true;
	put_edge(w, node->v.element.tag, false);
	return false;
}

static void leave(void *arg, const GumboElement *element)
{
	put_edge(arg, element->tag, false);
}

static void write_all(void *arg, const GumboNode *root)
{
	struct writing *w = arg;

	for (const GumboNode *node = root; node; node = html_next(root, node, enter(w, node), leave, w))
		continue;
}

const GumboNode *html_next(
    const GumboNode *root, const GumboNode *node, bool down, void (*left)(void *arg, const GumboElement *), void *arg)
{
	if (down && node->v.element.children.length)
		return node->v.element.children.data[0];
	while (node != root) {
		const GumboElement *parent = &node->parent->v.element;
		size_t after = node->index_within_parent + 1;
		if (after < parent->children.length)
			return parent->children.data[after];
		node = node->parent;
		left(arg, parent);
	}
	return NULL;
}

/*
 * libgumbo does not check what its allocator returns, and the tree of hostile markup grows with the square of its
 * length (formatting elements are re-opened in each paragraph). So its memory is an arena of its own, and the way out
 * of a spent budget is a jump, which leaves nothing behind: its free is empty, and the arena goes as a whole.
 */
struct budget {
	struct arena *arena;
	size_t left;
	jmp_buf spent;
};

static void *budget_alloc(void *arg, size_t n)
{
	struct budget *b = arg;

	if (n > b->left)
		longjmp(b->spent, 1);
	b->left -= n;
	return arena_alloc(b->arena, n);
}

static void budget_free(void *arg, void *p)
{
	(void)arg;
	(void)p;
}

enum err_code html_parse(
    struct ctx *ctx, const char *fragment, size_t n, void (*fn)(void *arg, const GumboNode *), void *arg)
{
	struct budget budget = { .left = ((size_t)1 << 20) + 100 * n };
	GumboOptions options = kGumboDefaultOptions;

	if (n > HTML_BYTES)
		return err_set(ctx, ERR_TOO_LARGE, "html of %zu bytes, at most %d are read", n, (int)HTML_BYTES);
	budget.arena = arena_create(2 * budget.left);
	options.allocator = budget_alloc;
	options.deallocator = budget_free;
	options.userdata = &budget;
	options.max_errors = 0;
	options.fragment_context = GUMBO_TAG_BODY;
	bool spent = setjmp(budget.spent) != 0;
	if (!spent)
		fn(arg, gumbo_parse_with_options(&options, fragment, n)->root);
	arena_destroy(&budget.arena);
	if (spent)
		return err_set(ctx, ERR_TOO_LARGE, "html of %zu bytes is nested beyond reason", n);
	return ERR_OK;
}

enum err_code html_to_text(struct ctx *ctx, const char *fragment, size_t n, const char **text)
{
	struct writing w = { .lines = 0 };

	/* No element may bring more text than it was written with; marks, breaks and replaced bytes may. */
	buf_init(&w.out, ctx->arena, 4 * n + 1024);
	enum err_code e = html_parse(ctx, fragment, n, write_all, &w);
	if (!e && w.out.overflow)
		e = err_set(ctx, ERR_TOO_LARGE, "html of %zu bytes is nested beyond reason", n);
	if (!e)
		*text = buf_str(&w.out);
	return e;
}

void html_escape(struct buf *b, const char *s, size_t n)
{
	static const struct {
		char c;
		const char *entity;
	} table[] = { { '&', "&amp;" }, { '<', "&lt;" }, { '>', "&gt;" }, { '"', "&quot;" }, { '\'', "&#39;" } };

	for (size_t i = 0; i < n; i++) {
		const char *entity = NULL;
		for (size_t k = 0; k < sizeof table / sizeof *table; k++)
			if (s[i] == table[k].c)
				entity = table[k].entity;
		if (entity)
			buf_puts(b, entity);
		else
			buf_putc(b, s[i]);
	}
}

struct html html_of_text(struct arena *a, const char *text)
{
	struct buf b;
	bool open = false;

	/* The longest entity is six bytes, a line of one byte brings seven of markup. */
	buf_init(&b, a, 16 * strlen(text) + 16);
	while (*text) {
		size_t n = strcspn(text, "\r\n");
		size_t blank = strspn(text, " \t");
		if (blank >= n) {
			buf_puts(&b, open ? "</p>" : "");
			open = false;
		} else {
			buf_puts(&b, open ? "<br>" : "<p>");
			open = true;
			html_escape(&b, text + blank, n - blank);
		}
		text += n;
		text += *text == '\r' && text[1] == '\n' ? 2 : *text != '\0';
	}
	buf_puts(&b, open ? "</p>" : "");
	return (struct html){ .safe = buf_str(&b) };
}

struct html html_kept(const char *made)
{
	return (struct html){ .safe = made };
}
