#include <string.h>

#include "base/limits.h"
#include "base/log.h"
#include "base/str.h"
#include "http/request.h"
#include "kit/text.h"

/* One declared input while it is read: its values as sent (few), and where it goes. */
struct input {
	const struct param *param;
	const struct pair **sent;
	size_t n;
	void *to;
};

enum { TEXT_MAX = LIMIT_NAME_POINTS, LINES_MAX = 4000, CODE_MAX = 64, EMAIL_LOCAL_MAX = 64 };

typedef enum err_code reader_fn(struct ctx *, const struct input *);

static enum err_code tampered(struct ctx *ctx, const struct param *p)
{
	return err_set(ctx, ERR_MALFORMED, "parameter %s is not of its kind", p->name);
}

static enum err_code refuse_number(struct ctx *ctx, const struct param *p, const char *code, int64_t bound)
{
	return refuse(ctx, p->name, code, arena_printf(ctx->arena, "%lld", (long long)bound), NULL);
}

static enum err_code check_length(struct ctx *ctx, const struct param *p, const char *text, int64_t standard)
{
	int64_t max = p->max == 0 ? standard : p->max;
	int64_t points = (int64_t)utf8_length(text);
	if (points == 0)
		return p->required ? refuse(ctx, p->name, "required", NULL, NULL) : ERR_OK;
	if (points > max)
		return refuse_number(ctx, p, "too_long", max);
	return points < p->min ? refuse_number(ctx, p, "too_short", p->min) : ERR_OK;
}

static const char *sent_or_empty(const struct input *in)
{
	return in->n == 0 ? "" : in->sent[0]->value;
}

/* Some systems type decomposed letters: one form, so that equal texts are equal bytes. */
static const char *composed(struct ctx *ctx, const char *text)
{
	for (const char *s = text; *s != '\0'; s++) {
		if ((unsigned char)*s >= 0x80)
			return text_nfc(ctx->arena, text);
	}
	return text;
}

static enum err_code read_text(struct ctx *ctx, const struct input *in)
{
	char *text = str_trim(ctx->arena, composed(ctx, sent_or_empty(in)));
	if (strpbrk(text, "\r\n") != NULL)
		return tampered(ctx, in->param);
	for (char *tab = text; (tab = strchr(tab, '\t')) != NULL;)
		*tab = ' ';
	*(const char **)in->to = text;
	return check_length(ctx, in->param, text, TEXT_MAX);
}

static enum err_code read_lines(struct ctx *ctx, const struct input *in)
{
	/* Browsers send CRLF; one LF is what is kept. */
	char *text = str_trim(ctx->arena, composed(ctx, sent_or_empty(in)));
	char *to = text;
	for (const char *s = text; *s != '\0'; s++) {
		if (*s != '\r')
			*to++ = *s;
		else if (s[1] != '\n')
			*to++ = '\n';
	}
	*to = '\0';
	*(const char **)in->to = text;
	return check_length(ctx, in->param, text, LINES_MAX);
}

static enum err_code read_secret(struct ctx *ctx, const struct input *in)
{
	const char *text = sent_or_empty(in);
	*(const char **)in->to = text;
	return check_length(ctx, in->param, text, TEXT_MAX);
}

static bool ascii_alnum(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* RFC 5322 dot-atom: the quoted form exists in tests only. */
static bool email_local(const char *s, size_t n)
{
	if (n == 0 || n > EMAIL_LOCAL_MAX || s[0] == '.' || s[n - 1] == '.')
		return false;
	for (size_t i = 0; i < n; i++) {
		if (!ascii_alnum(s[i]) && (s[i] == '\0' || strchr("!#$%&'*+-/=?^_`{|}~.", s[i]) == NULL))
			return false;
		if (s[i] == '.' && s[i + 1] == '.')
			return false;
	}
	return true;
}

/* At least two labels; letters beyond ASCII are IDN labels. */
static bool email_domain(const char *s)
{
	int labels = 0;
	for (;; s++) {
		size_t n = strcspn(s, ".");
		if (n == 0 || n > 63 || s[0] == '-' || s[n - 1] == '-')
			return false;
		for (size_t i = 0; i < n; i++) {
			if (!ascii_alnum(s[i]) && s[i] != '-' && (unsigned char)s[i] < 0x80)
				return false;
		}
		labels++;
		s += n;
		if (*s == '\0')
			return labels > 1;
	}
}

static enum err_code read_email(struct ctx *ctx, const struct input *in)
{
	const char *text = str_trim(ctx->arena, sent_or_empty(in));
	*(const char **)in->to = text;
	if (text[0] == '\0')
		return in->param->required ? refuse(ctx, in->param->name, "required", NULL, NULL) : ERR_OK;
	const char *at = strrchr(text, '@');
	if (at == NULL || strlen(text) > LIMIT_EMAIL_BYTES || !email_local(text, (size_t)(at - text)) ||
	    !email_domain(at + 1))
		return refuse(ctx, in->param->name, "email", NULL, NULL);
	return ERR_OK;
}

static enum err_code read_int(struct ctx *ctx, const struct input *in)
{
	const struct param *p = in->param;
	const char *text = str_trim(ctx->arena, sent_or_empty(in));
	bool whole_range = p->min == 0 && p->max == 0;
	int64_t min = whole_range ? INT64_MIN : p->min, max = whole_range ? INT64_MAX : p->max, value = 0;
	if (text[0] == '\0')
		return p->required ? refuse(ctx, p->name, "required", NULL, NULL) : ERR_OK;
	switch (text_parse_integer(ctx->locale == NULL ? "en" : ctx->locale, text, &value)) {
	case TEXT_NUMBER_OK:
		break;
	case TEXT_NUMBER_RANGE:
		return refuse_number(ctx, p, "too_large", max);
	default:
		return refuse(ctx, p->name, "number", NULL, NULL);
	}
	*(int64_t *)in->to = value;
	if (value < min)
		return refuse_number(ctx, p, "too_small", min);
	return value > max ? refuse_number(ctx, p, "too_large", max) : ERR_OK;
}

static enum err_code read_id(struct ctx *ctx, const struct input *in)
{
	const char *text = sent_or_empty(in);
	if (text[0] == '\0')
		return in->param->required ? refuse(ctx, in->param->name, "required", NULL, NULL) : ERR_OK;
	return str_to_int(text, 1, INT64_MAX, in->to) ? ERR_OK : tampered(ctx, in->param);
}

static enum err_code read_bool(struct ctx *ctx, const struct input *in)
{
	static const struct {
		const char *word;
		bool value;
	} words[] = { { "1", true }, { "on", true }, { "yes", true }, { "true", true }, { "", false }, { "0", false },
		{ "off", false }, { "no", false }, { "false", false } };
	const char *text = sent_or_empty(in);
	for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
		if (!str_eq(words[i].word, text))
			continue;
		*(bool *)in->to = words[i].value;
		return in->param->required && !words[i].value ? refuse(ctx, in->param->name, "required", NULL, NULL)
		                                              : ERR_OK;
	}
	return tampered(ctx, in->param);
}

static enum err_code read_code(struct ctx *ctx, const struct input *in)
{
	const struct param *p = in->param;
	const char *text = sent_or_empty(in);
	size_t n = strlen(text);
	*(const char **)in->to = text;
	if (n == 0)
		return p->required ? refuse(ctx, p->name, "required", NULL, NULL) : ERR_OK;
	if ((int64_t)n > (p->max == 0 ? CODE_MAX : p->max) || (int64_t)n < p->min)
		return tampered(ctx, p);
	for (size_t i = 0; i < n; i++) {
		if (!ascii_alnum(text[i]) && text[i] != '.' && text[i] != '_' && text[i] != '-')
			return tampered(ctx, p);
	}
	return ERR_OK;
}

static enum err_code read_ids(struct ctx *ctx, const struct input *in)
{
	int64_t *ids = ARENA_ARRAY(ctx->arena, in->n, int64_t);
	for (size_t i = 0; i < in->n; i++) {
		if (!str_to_int(in->sent[i]->value, 1, INT64_MAX, &ids[i]))
			return tampered(ctx, in->param);
	}
	*(struct param_ids *)in->to = (struct param_ids){ ids, in->n };
	return in->param->required && in->n == 0 ? refuse(ctx, in->param->name, "required", NULL, NULL) : ERR_OK;
}

static enum err_code read_texts(struct ctx *ctx, const struct input *in)
{
	const char **texts = ARENA_ARRAY(ctx->arena, in->n, const char *);
	*(struct param_texts *)in->to = (struct param_texts){ texts, in->n };
	enum err_code code = ERR_OK;
	for (size_t i = 0; i < in->n; i++) {
		struct input one = { in->param, &in->sent[i], 1, &texts[i] };
		enum err_code this = read_text(ctx, &one);
		if (this == ERR_MALFORMED)
			return this;
		code = code == ERR_OK ? this : code;
	}
	return in->param->required && in->n == 0 ? refuse(ctx, in->param->name, "required", NULL, NULL) : code;
}

/* The id behind the prefix; 0 where the name is another, or the id is not as we write it. */
static int64_t key_of(const struct param *p, const char *name)
{
	int64_t id = 0;
	if (p->type != PARAM_KEYED || !str_starts(name, p->name))
		return 0;
	const char *digits = name + strlen(p->name);
	return digits[0] != '0' && str_to_int(digits, 1, INT64_MAX, &id) ? id : 0;
}

static enum err_code read_keyed(struct ctx *ctx, const struct input *in)
{
	struct keyed_text *v = ARENA_ARRAY(ctx->arena, in->n, struct keyed_text);
	struct param_keyed *out = in->to;
	enum err_code code = ERR_OK;
	*out = (struct param_keyed){ .v = v };
	for (size_t i = 0; i < in->n; i++) {
		struct param named = *in->param;
		struct input one = { &named, &in->sent[i], 1, &v[i].text };
		named.name = in->sent[i]->name;
		v[i].id = key_of(in->param, named.name);
		if (param_keyed_find(out, v[i].id) != NULL)
			return err_set(ctx, ERR_MALFORMED, "parameter %s sent twice", named.name);
		out->n++;
		enum err_code this = read_text(ctx, &one);
		if (this == ERR_MALFORMED)
			return this;
		code = code == ERR_OK ? this : code;
	}
	return code;
}

const char *param_keyed_find(const struct param_keyed *list, int64_t id)
{
	for (size_t i = 0; i < list->n; i++) {
		if (list->v[i].id == id)
			return list->v[i].text;
	}
	return NULL;
}

/* The id between the prefix and the locale, and in *rest what begins with "_<locale>"; 0 where the name is another. */
static int64_t key_before_locale(struct ctx *ctx, const struct param *p, const char *name, const char **rest)
{
	int64_t id = 0;
	if (p->type != PARAM_KEYED_LOCALIZED || !str_starts(name, p->name))
		return 0;
	const char *digits = name + strlen(p->name);
	size_t n = strspn(digits, "0123456789");
	*rest = digits + n;
	return n > 0 && digits[0] != '0' && str_to_int(arena_strndup(ctx->arena, digits, n), 1, INT64_MAX, &id) ? id
	                                                                                                        : 0;
}

static bool is_locale(const char *locale)
{
	static const char lower[] = "abcdefghijklmnopqrstuvwxyz", upper[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
	size_t language = strspn(locale, lower);
	if (language < 2 || language > 3)
		return false;
	const char *rest = locale + language;
	bool region = rest[0] == '-' && strspn(rest + 1, upper) == 2 && rest[3] == '\0';
	return rest[0] == '\0' || region;
}

/* The locale behind "NAME_": two or three letters, perhaps with a region; NULL where the name is another. */
static const char *locale_of(const struct param *p, const char *name)
{
	size_t n = strlen(p->name);
	if ((p->type != PARAM_LOCALIZED && p->type != PARAM_LOCALIZED_LINES) || !str_starts(name, p->name) ||
	    name[n] != '_')
		return NULL;
	return is_locale(name + n + 1) ? name + n + 1 : NULL;
}

static enum err_code read_localized(struct ctx *ctx, const struct input *in)
{
	struct localized_text *v = ARENA_ARRAY(ctx->arena, in->n, struct localized_text);
	struct localized *out = in->to;
	enum err_code code = ERR_OK;
	*out = (struct localized){ .v = v };
	for (size_t i = 0; i < in->n; i++) {
		struct param named = *in->param;
		struct input one = { &named, &in->sent[i], 1, &v[i].text };
		named.name = in->sent[i]->name;
		v[i].locale = locale_of(in->param, named.name);
		if (localized_find(out, v[i].locale) != NULL)
			return err_set(ctx, ERR_MALFORMED, "parameter %s sent twice", named.name);
		out->n++;
		enum err_code this =
		    in->param->type == PARAM_LOCALIZED_LINES ? read_lines(ctx, &one) : read_text(ctx, &one);
		if (this == ERR_MALFORMED)
			return this;
		code = code == ERR_OK ? this : code;
	}
	return code;
}

static enum err_code read_keyed_localized(struct ctx *ctx, const struct input *in)
{
	struct keyed_localized *v = ARENA_ARRAY(ctx->arena, in->n, struct keyed_localized);
	enum err_code code = ERR_OK;
	*(struct param_keyed_localized *)in->to = (struct param_keyed_localized){ v, in->n };
	for (size_t i = 0; i < in->n; i++) {
		struct param named = *in->param;
		struct input one = { &named, &in->sent[i], 1, &v[i].text };
		const char *rest = "";
		named.name = in->sent[i]->name;
		v[i].id = key_before_locale(ctx, in->param, named.name, &rest);
		v[i].locale = rest + 1;
		for (size_t k = 0; k < i; k++)
			if (v[k].id == v[i].id && str_eq(v[k].locale, v[i].locale))
				return err_set(ctx, ERR_MALFORMED, "parameter %s sent twice", named.name);
		enum err_code this = read_text(ctx, &one);
		if (this == ERR_MALFORMED)
			return this;
		code = code == ERR_OK ? this : code;
	}
	return code;
}

struct localized param_keyed_localized_of(struct ctx *ctx, const struct param_keyed_localized *list, int64_t id)
{
	struct localized_text *v = ARENA_ARRAY(ctx->arena, list->n, struct localized_text);
	size_t n = 0;
	for (size_t i = 0; i < list->n; i++)
		if (list->v[i].id == id)
			v[n++] = (struct localized_text){ list->v[i].locale, list->v[i].text };
	return (struct localized){ v, n };
}

static enum err_code read_nothing(struct ctx *ctx, const struct input *in)
{
	(void)ctx;
	(void)in;
	return ERR_OK;
}

static const struct {
	reader_fn *read;
	bool many;
} kinds[] = {
	[PARAM_TEXT] = { read_text, false },
	[PARAM_LINES] = { read_lines, false },
	[PARAM_SECRET] = { read_secret, false },
	[PARAM_EMAIL] = { read_email, false },
	[PARAM_INT] = { read_int, false },
	[PARAM_ID] = { read_id, false },
	[PARAM_BOOL] = { read_bool, false },
	[PARAM_CODE] = { read_code, false },
	[PARAM_IDS] = { read_ids, true },
	[PARAM_TEXTS] = { read_texts, true },
	[PARAM_KEYED] = { read_keyed, true },
	[PARAM_LOCALIZED] = { read_localized, true },
	[PARAM_LOCALIZED_LINES] = { read_localized, true },
	[PARAM_KEYED_LOCALIZED] = { read_keyed_localized, true },
	[PARAM_REST] = { read_nothing, true },
};
_Static_assert(sizeof kinds / sizeof kinds[0] == PARAM_TYPE__MAX, "each kind of parameter has its reader");

static bool names(struct ctx *ctx, const struct param *p, const char *sent)
{
	const char *rest;
	switch (p->type) {
	case PARAM_KEYED:
		return key_of(p, sent) != 0;
	case PARAM_LOCALIZED:
	case PARAM_LOCALIZED_LINES:
		return locale_of(p, sent) != NULL;
	case PARAM_KEYED_LOCALIZED:
		return key_before_locale(ctx, p, sent, &rest) != 0 && rest[0] == '_' && is_locale(rest + 1);
	case PARAM_REST:
		return false;
	default:
		return strcmp(p->name, sent) == 0;
	}
}

static enum err_code check_declared(struct ctx *ctx, const struct param *params, const struct pair *pairs, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		const struct param *p = params;
		while (p->name != NULL && p->type != PARAM_REST && !names(ctx, p, pairs[i].name))
			p++;
		if (p->name == NULL)
			return err_set(ctx, ERR_MALFORMED, "parameter that is not declared");
	}
	return ERR_OK;
}

enum err_code params_read(struct ctx *ctx, const struct param *params, const struct pair *pairs, size_t n, void *out)
{
	enum err_code result = check_declared(ctx, params, pairs, n);
	const struct pair **sent = ARENA_ARRAY(ctx->arena, n, const struct pair *);
	for (const struct param *p = params; p->name != NULL && result != ERR_MALFORMED; p++) {
		BUG_IF(p->type >= PARAM_TYPE__MAX);
		struct input in = { p, sent, 0, (char *)out + p->offset };
		for (size_t i = 0; i < n; i++) {
			if (names(ctx, p, pairs[i].name))
				sent[in.n++] = &pairs[i];
		}
		if (in.n > 1 && !kinds[p->type].many)
			return err_set(ctx, ERR_MALFORMED, "parameter %s sent twice", p->name);
		if (p->had_offset != 0)
			*(bool *)((char *)out + p->had_offset) = in.n > 0;
		enum err_code code = kinds[p->type].read(ctx, &in);
		result = code == ERR_OK ? result : code;
	}
	return result;
}
