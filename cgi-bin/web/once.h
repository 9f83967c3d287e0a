/*
 * once: a form that is sent twice is done once.
 *
 * Every page of staff has a random key, which its forms carry as the hidden field "once" (templates/part/once.xhtml).
 * The same key to the same address with the same fields is answered as it was the first time, and nothing is done; with
 * other fields it is a conflict (409), whose page holds what was typed, and a button for who means both. A form without
 * a key is done each time. What was refused was not done, and may come again under its key.
 */
#ifndef STOA_WEB_ONCE_H
#define STOA_WEB_ONCE_H

#include "base/ctx.h"
#include "web/route.h"

/* The hidden field's name. */
extern const char once_name[];

/* For the forms of one page. */
const char *once_key(struct ctx *);
/* The form's fields but its key, which is left in x->once. */
const struct pair *once_take_key(struct ctx *, struct exchange *, size_t *n);
/*
 * Runs the route's handler, unless its form came before. What the handler writes first into the shop is the form's
 * effect, or goes without saying twice.
 */
enum err_code once_answer(struct ctx *, struct exchange *);

#endif
