/*
 * stay: what a process knows of the shop that it works for, while it is there and no longer than a second: who it is,
 * its settings in each language that was wanted, and the merchant's own words. Read anew for each mail, that would be
 * as many questions as a mail has anyway.
 */
#ifndef STOA_WORKER_STAY_H
#define STOA_WORKER_STAY_H

#include <stdint.h>

#include "base/ctx.h"
#include "shop/mail_text.h"
#include "shop/outbox.h"
#include "shop/tenant.h"

struct stay {
	struct arena *arena;
	const struct tenant *tenant; /* NULL: nothing is known yet */
	int64_t began;
	struct outbox_places done; /* up to where its jobs were taken */
	struct spoken {
		const char *locale; /* NULL: the shop's default */
		const struct settings *settings;
		const struct spoken *next;
	} * spoken;
	struct worded {
		const char *kind, *locale;
		struct mail_text text;
		const struct worded *next;
	} * worded;
};

/* Whatever was known is forgotten. */
void stay_anew(struct stay *);
/*
 * ctx is inside the shop, in its default language. ERR_FORBIDDEN where it is not open, or does not live on the cell any
 * more.
 */
enum err_code stay_enter(struct ctx *, struct stay *, const char *cell, int64_t tenant_id);
/* Once more, with its texts in the language. */
enum err_code stay_speak(struct ctx *, struct stay *, const char *locale);
/* mail_text_find(). */
enum err_code stay_words(
    struct ctx *, struct stay *, const char *kind, const char *locale, const struct mail_text **out);

#endif
