/*
 * mail_text: what a merchant says in mails in place of our own words: subject, opening and closing, by kind of mail and
 * language. The texts may hold placeholders; they are plain text, and whoever shows them escapes them.
 */
#ifndef STOA_SHOP_MAIL_TEXT_H
#define STOA_SHOP_MAIL_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/ctx.h"
#include "kit/localized.h"

struct mail_kind {
	const char *name;    /* as the worker's templates are called: "placed" */
	const char *label;   /* N_() */
	const char *subject; /* N_(), our own; {1} is the order's number */
	const char *opening; /* N_(), our own, as the worker's templates have it; NULL where there is none */
	const char *facts;   /* N_(): stands there whatever the merchant writes; NULL for nothing */
	bool of_return;      /* it shows pieces, and not the order */
};
extern const struct mail_kind mail_kinds[];
extern const size_t mail_kinds_count;

/* What the placeholders {name}, {number}, {shop} and {amount} stand for. */
struct mail_values {
	const char *name, *number, *shop, *amount;
	const char *day, *returned; /* a return's number. NULL but for a preview of our own words */
};
#define MAIL_PLACEHOLDERS "{name}, {number}, {shop}, {amount}"

/* Refuses at the field with "placeholder" ({1}: what is none, {2}: those that there are). */
enum err_code mail_text_check(struct ctx *, const char *field, const char *text);
/* The text with its placeholders filled. */
const char *mail_text_fill(struct ctx *, const char *text, const struct mail_values *);

/* "" where our own words do. */
struct mail_text {
	const char *subject, *opening, *closing;
};
enum err_code mail_text_find(struct ctx *, const char *kind, const char *locale, struct mail_text *out);

/* Of one kind in all languages. */
struct mail_texts {
	struct localized subject, opening, closing;
};
enum err_code mail_texts(struct ctx *, const char *kind, struct mail_texts *out);
/* For the shop's languages; where all three are empty our own words take their place. */
enum err_code mail_texts_set(struct ctx *, const char *kind, const struct mail_texts *);
/* Our own words again, in every language. */
enum err_code mail_texts_reset(struct ctx *, const char *kind);
/* Whether the merchant has worded the kind in any language. */
enum err_code mail_texts_own(struct ctx *, const char *kind, bool *own);

#endif
