/*
 * provider_call: one request to a payment provider, by three rules that keep a provider which fails from taking along
 * shops, shoppers and processes.
 *
 * In turn: programs block, so one process of a program at a time calls for a shop, and all shops together leave some
 * free (conf's shop_calls and all_calls). In time: where a shopper waits, all calls of the request together have
 * conf's provider_milliseconds. Left alone: a provider that has failed a shop lately is not called for it for a while
 * (cache/breaker.h; conf's provider_pause_milliseconds is the first pause). A call has failed where no answer came,
 * where it was no JSON although it said that all is well, and by 429 and 5xx.
 */
#ifndef STOA_SHOP_PROVIDER_CALL_H
#define STOA_SHOP_PROVIDER_CALL_H

#include "kit/json.h"
#include "net/fetch.h"

struct provider_answer {
	int status;
	const char *body; /* NUL-terminated, in the arena */
	size_t length;
	const struct json *json; /* NULL where the body is none */
	bool asked;              /* somebody was called, whatever came of it */
};

/*
 * body NULL: a GET. ERR_OK for any answer, whatever its status. ERR_LIMIT: not asked, since too many of us wait for
 * providers already, or the request has no time left for it; ERR_DOWN: not asked, since it has failed lately, or asked
 * without an answer; else as fetch_post(). provider_said() tells these apart. Never inside a transaction.
 */
enum err_code provider_call(struct ctx *, const char *provider, const struct fetch_post *, struct provider_answer *out);

/* Somebody waits: all calls of this request together take so many milliseconds at most. Who says so first is right. */
void provider_hurry(struct ctx *, int milliseconds);
/* How the last call of this request ended. */
enum provider_said provider_said(const struct ctx *);
/* Whether the shop's calls to it are held back: whatever needs it would fail at once. */
bool provider_is_away(const struct ctx *, const char *provider);

#endif
