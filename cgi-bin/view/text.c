#include <libintl.h>
#include <locale.h>
#include <stdlib.h>
#include <string.h>

#include "base/conf.h"
#include "base/log.h"
#include "base/str.h"
#include "kit/text.h"
#include "view/build.h"
#include "view/plurals.h"
#include "view/set.h"

#define DOMAIN "stoa"

enum { FORMAT_MAX = 64 * 1024 };

/* glibc's count of catalogue changes: libintl looks at LANGUAGE again only when it moves. */
extern int _nl_msg_cat_cntr;

/*
 * libintl's choice of language belongs to the process, so it is what was last asked for here, and it is set again
 * before every look-up of another locale. A bare box has no locale but C.UTF-8, and LANGUAGE chooses the catalogue.
 */
static void use_language(const struct conf *conf, const char *locale)
{
	static const char *directory;
	static char current[32];

	if (directory == NULL) {
		setlocale(LC_CTYPE, "C.UTF-8");
		bind_textdomain_codeset(DOMAIN, "UTF-8");
	}
	if (!str_eq(directory, conf->locale_dir)) {
		directory = conf->locale_dir;
		bindtextdomain(DOMAIN, directory);
		_nl_msg_cat_cntr++;
	}
	if (strcmp(current, locale) == 0)
		return;
	str_copy(current, locale, sizeof current);
	setenv("LANGUAGE", current, 1);
	_nl_msg_cat_cntr++;
}

/*
 * LANGUAGE counts only where the locale of messages is not "C". It is so during the look-up alone, hence what other
 * libraries translate by it (libpq's errors, strerror()) reaches the log in English whatever the last page spoke.
 */
static locale_t speak(const struct conf *conf, const char *locale)
{
	static locale_t messages;

	if (messages == (locale_t)0)
		messages = newlocale(LC_ALL_MASK, "C.UTF-8", (locale_t)0);
	BUG_IF(messages == (locale_t)0);
	use_language(conf, locale);
	return uselocale(messages);
}

const char *view_text(const struct ctx *ctx, const char *msgid)
{
	/* The empty msgid is the catalogue's header. */
	if (*msgid == '\0')
		return msgid;
	locale_t before = speak(ctx->conf, ctx->locale);
	const char *text = dgettext(DOMAIN, msgid);
	uselocale(before);
	return text;
}

/* Replaces {name} by value, for each name of one character. */
static const char *fill(struct ctx *ctx, const char *text, const char *names, const char *const *values)
{
	struct buf out;

	buf_init(&out, ctx->arena, FORMAT_MAX);
	while (*text != '\0') {
		size_t n = strcspn(text, "{");
		const char *name;

		buf_add(&out, text, n);
		text += n;
		if (*text == '\0')
			break;
		name = text[1] != '\0' && text[2] == '}' ? strchr(names, text[1]) : NULL;
		if (name == NULL) {
			buf_putc(&out, *text++);
			continue;
		}
		if (values[name - names] != NULL)
			buf_puts(&out, values[name - names]);
		text += 3;
	}
	return buf_str(&out);
}

const char *view_format(struct ctx *ctx, const char *msgid, const char *arg1, const char *arg2)
{
	const char *const values[] = { arg1, arg2 };

	return fill(ctx, view_text(ctx, msgid), "12", values);
}

const char *view_plural(struct ctx *ctx, const char *name, int64_t n)
{
	const struct plural *p = plural_find(name);
	uint64_t count = n < 0 ? 0 - (uint64_t)n : (uint64_t)n;
	const char *number = text_integer(ctx->arena, ctx->locale, n);

	BUG_IF(p == NULL);
	locale_t before = speak(ctx->conf, ctx->locale);
	const char *text = dngettext(DOMAIN, p->singular, p->plural, count);
	uselocale(before);
	return fill(ctx, text, "n", &number);
}

const char *view_asset(struct ctx *ctx, const char *path)
{
	for (const struct view_asset *a = view_assets; a->path != NULL; a++)
		if (str_eq(a->path, path))
			return arena_printf(ctx->arena, "%s/%s", ctx->conf->asset_base, a->hashed);
	return NULL;
}
