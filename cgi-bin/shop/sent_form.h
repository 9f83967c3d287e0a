/*
 * sent_form: a form that staff send twice (a second click, a page loaded anew, an answer that was lost) is done once. A
 * form that has a key is written down by the transaction that does what it says, with what it was answered afterwards,
 * and kept for RETENTION_FORM_SECONDS.
 */
#ifndef STOA_SHOP_SENT_FORM_H
#define STOA_SHOP_SENT_FORM_H

#include <stdbool.h>
#include <stdint.h>

#include "base/ctx.h"

enum { SENT_FORM_HASH_BYTES = 32 };

struct sent_form {
	uint8_t id[SENT_FORM_HASH_BYTES];   /* SHA-256 of its key and address */
	uint8_t said[SENT_FORM_HASH_BYTES]; /* of all else in it */
};

/* How it was answered, where it was. */
struct sent_before {
	bool other;           /* another form came under that key */
	const char *location; /* NULL: it is being done, or who did it was killed before the answer */
	const char *flash;    /* NULL for none */
};

/* ERR_NOT_FOUND where none came under that key. */
enum err_code sent_form_find(struct ctx *, const struct sent_form *, struct sent_before *out);
/*
 * From now on the next transaction on the shop's cell is this form's, which must live until sent_form_end(): where it
 * is written down already, or just being done, the transaction fails with ERR_REPEATED.
 */
void sent_form_begin(struct ctx *, struct sent_form *);
/* Whether such a transaction was committed. */
bool sent_form_end(struct ctx *);
/* Of one that was written down. */
enum err_code sent_form_answer(struct ctx *, const struct sent_form *, const char *location, const char *flash);
/* Its answer was a refusal: it may come again under the same key. */
enum err_code sent_form_forget(struct ctx *, const struct sent_form *);

#endif
