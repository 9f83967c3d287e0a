/*
 * flash: one sentence that the page after a redirect shows, once. The cookie holds a code of the closed list in
 * flash.c.
 */
#ifndef STOA_WEB_FLASH_H
#define STOA_WEB_FLASH_H

#include "base/ctx.h"
#include "web/route.h"

/* An unknown code aborts. */
void flash_set(struct ctx *, struct exchange *, const char *code);
bool flash_known(const char *code);
/* How a form is answered whose work is done: 303 to url, whose page says the sentence. Gives ERR_OK. */
enum err_code flash_redirect(struct ctx *, struct exchange *, const char *url, const char *code);
/* The sentence in ctx->locale and its kind ("good", "bad", "info"), and takes the cookie away; NULL where there is
 * none. */
const char *flash_take(struct ctx *, struct exchange *, const char **kind);

#endif
