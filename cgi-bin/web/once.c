#include "web/once.h"

#include <string.h>
#include <time.h>

#include "base/buf.h"
#include "base/log.h"
#include "base/str.h"
#include "kit/crypto.h"
#include "shop/sent_form.h"
#include "web/flash.h"
#include "web/urls.h"

/* How long the second of two waits for what the first one is answered. */
enum { LOOKS = 20, PAUSE_MS = 50 };

_Static_assert((int)SENT_FORM_HASH_BYTES == (int)CRYPTO_HASH_BYTES, "they are SHA-256");

struct word {
	size_t n;
	const void *p;
};

/* Each word with its length, so that no two forms say the same in other words. */
static void hash_words(struct ctx *ctx, const struct word *words, size_t n, uint8_t *out)
{
	size_t size = 0, at = 0;
	for (size_t i = 0; i < n; i++)
		size += sizeof words[i].n + words[i].n;
	uint8_t *all = arena_alloc(ctx->arena, size + 1);
	for (size_t i = 0; i < n; i++) {
		memcpy(all + at, &words[i].n, sizeof words[i].n);
		at += sizeof words[i].n;
		if (words[i].n > 0)
			memcpy(all + at, words[i].p, words[i].n);
		at += words[i].n;
	}
	crypto_sha256(all, at, out);
}

static struct word word(const char *text)
{
	return (struct word){ strlen(text), text };
}

static void hash_form(struct ctx *ctx, const struct exchange *x, struct sent_form *form)
{
	const struct request *req = x->req;
	struct word who[] = { word(x->once.key), word(req->path) };
	struct word *words = ARENA_ARRAY(ctx->arena, 2 * req->n_form + 3 * req->n_uploads, struct word);
	size_t n = 0;
	for (size_t i = 0; i < req->n_form; i++) {
		if (req->form[i].value == x->once.key)
			continue;
		words[n++] = word(req->form[i].name);
		words[n++] = (struct word){ req->form[i].length, req->form[i].value };
	}
	for (size_t i = 0; i < req->n_uploads; i++) {
		uint8_t *hash = arena_alloc(ctx->arena, CRYPTO_HASH_BYTES);
		crypto_sha256(req->uploads[i].data, req->uploads[i].length, hash);
		words[n++] = word(req->uploads[i].name);
		words[n++] = word(req->uploads[i].filename);
		words[n++] = (struct word){ CRYPTO_HASH_BYTES, hash };
	}
	hash_words(ctx, who, sizeof who / sizeof who[0], form->id);
	hash_words(ctx, words, n, form->said);
}

/* Where nobody knows what it was answered: the start of what the form belongs to. */
static const char *start_of(struct ctx *ctx, const struct exchange *x)
{
	size_t shop = strcspn(x->tail + 1, "/");
	return url_path(ctx, url_encode_path(ctx, arena_printf(ctx->arena, "%.*s/", (int)shop + 1, x->tail)));
}

/* As it was answered before, and nothing of what the handler may have begun to say now. */
static enum err_code answer_again(
    struct ctx *ctx, struct exchange *x, const struct sent_form *form, struct sent_before before)
{
	enum err_code e = ERR_OK;
	for (int i = 0; !e && !before.other && !before.location && i < LOOKS; i++) {
		nanosleep(&(struct timespec){ .tv_nsec = PAUSE_MS * 1000000L }, NULL);
		e = sent_form_find(ctx, form, &before);
	}
	/* What was done in parts and then refused is not there any more: the page tells. */
	if (e && e != ERR_NOT_FOUND)
		return e;
	err_clear(ctx);
	response_init(x->res, ctx);
	x->flash = NULL;
	if (before.other) {
		x->once.fresh = once_key(ctx);
		return err_set(ctx, ERR_REPEATED, "another form came under this key");
	}
	response_redirect(x->res, 303, before.location ? before.location : start_of(ctx, x));
	if (!before.location)
		flash_set(ctx, x, "sent_before");
	else if (before.flash && flash_known(before.flash))
		flash_set(ctx, x, before.flash);
	return ERR_OK;
}

/* The form's effect is there; what it is answered is written down for who asks again. */
static void keep_answer(struct ctx *ctx, struct exchange *x, const struct sent_form *form, enum err_code code)
{
	struct err told = ctx->err;
	struct refusal *refusals = ctx->refusals;
	bool done = !code && x->res->status == 303;
	enum err_code e = done ? sent_form_answer(ctx, form, x->res->location, x->flash) : sent_form_forget(ctx, form);
	if (e)
		log_event(ctx, LOG_WARN, "once", "error=%s why=%s", err_name(e), ctx->err.text);
	ctx->err = told;
	ctx->refusals = refusals;
}

enum err_code once_answer(struct ctx *ctx, struct exchange *x)
{
	struct sent_form *form = ARENA_NEW(ctx->arena, struct sent_form);
	struct sent_before before;
	/* What is refused is told at its field, whatever came before. */
	if (!x->once.key || x->in_err)
		return x->route->handler(ctx, x);
	hash_form(ctx, x, form);
	enum err_code e = sent_form_find(ctx, form, &before);
	if (!e)
		return answer_again(ctx, x, form, before);
	if (e != ERR_NOT_FOUND)
		return e;
	err_clear(ctx);
	sent_form_begin(ctx, form);
	e = x->route->handler(ctx, x);
	if (sent_form_end(ctx)) {
		keep_answer(ctx, x, form, e);
		return e;
	}
	/*
	 * Nothing was committed here, or nobody knows: then the same form did it, sent at the same moment, or this one
	 * whose answer Postgres did not give.
	 */
	if (e == ERR_DOWN || e == ERR_MOVED)
		return e;
	struct err told = ctx->err;
	struct refusal *refusals = ctx->refusals;
	if (!sent_form_find(ctx, form, &before))
		return answer_again(ctx, x, form, before);
	ctx->err = told;
	ctx->refusals = refusals;
	/* It was refused meanwhile. */
	return e == ERR_REPEATED ? ERR_RETRY : e;
}
