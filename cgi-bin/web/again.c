#include "web/again.h"

#include <string.h>

#include "base/str.h"
#include "db/db.h"
#include "view/view.h"
#include "web/once.h"
#include "web/page.h"
#include "web/urls.h"

/* A name of what is not known, a blank, and the page from which the form was sent first. */
#define FIELD "unsettled"

void again_take(struct ctx *ctx, struct exchange *x, struct request *req)
{
	struct pair *left = ARENA_ARRAY(ctx->arena, req->n_form + 1, struct pair);
	size_t n = 0;
	for (size_t i = 0; i < req->n_form; i++) {
		if (str_eq(req->form[i].name, FIELD))
			x->unsettled = req->form[i].value;
		else
			left[n++] = req->form[i];
	}
	req->form = left;
	req->n_form = n;
}

/* The path of the page that has sent the form; the start page where the browser does not tell. */
static const char *origin_page(struct ctx *ctx, const struct exchange *x)
{
	const struct request *req = x->req;
	const char *said = x->unsettled, *path = NULL;
	if (said)
		path = strchr(said, ' ') ? strchr(said, ' ') + 1 : NULL;
	else if (req->referer && strstr(req->referer, "://"))
		path = strchr(strstr(req->referer, "://") + 3, '/');
	return path && url_is_local(path) ? path : url_path(ctx, "/");
}

static bool holds_secret(const struct request *req)
{
	for (size_t i = 0; i < req->n_form; i++)
		if (strstr(req->form[i].name, "password") || strstr(req->form[i].name, "secret"))
			return true;
	return false;
}

/* Of what has a key of its own (web/once) is known when it comes again whether it was done. */
static bool may_be_sent_again(const struct exchange *x, enum err_code code, const char *written)
{
	return code == ERR_MOVED || code == ERR_DOWN || code == ERR_RETRY || code == ERR_REPEATED ||
	       (code == ERR_UNKNOWN && (written || x->once.key));
}

/* Who means another form as well sends it under a key of its own. */
static const char *value_again(const struct exchange *x, const struct pair *field)
{
	return x->once.fresh && str_eq(field->name, once_name) ? x->once.fresh : field->value;
}

/* What was written now, else what was not known before: of two, the older one never took place. */
static const char *what_to_ask(struct ctx *ctx, const struct exchange *x, const char *written)
{
	return written ? arena_printf(ctx->arena, "%s %s", written, origin_page(ctx, x)) : x->unsettled;
}

void again_keep(struct ctx *ctx, const struct exchange *x, enum err_code code, struct error_page *data)
{
	const struct request *req = x->req;
	bool asked_by_key = x->once.key || (x->route && x->route->same);
	const char *written = asked_by_key ? NULL : db_written(ctx);
	if (req->method != HTTP_POST || !x->own_form)
		return;
	if (code == ERR_UNKNOWN)
		data->look_url = origin_page(ctx, x);
	if (!may_be_sent_again(x, code, code == ERR_UNKNOWN ? db_written(ctx) : written) || req->n_uploads > 0 ||
	    holds_secret(req))
		return;
	const char *ask = what_to_ask(ctx, x, written);
	data->resend_url = url_self(ctx, req);
	data->fields = ARENA_ARRAY(ctx->arena, req->n_form + 1, struct again_field);
	for (size_t i = 0; i < req->n_form; i++)
		data->fields[data->n_fields++] =
		    (struct again_field){ req->form[i].name, value_again(x, &req->form[i]) };
	if (ask)
		data->fields[data->n_fields++] = (struct again_field){ FIELD, ask };
	if (!ask && code != ERR_UNKNOWN)
		return;
	/* Who has asked in vain may go and look. */
	if (!x->unsettled)
		data->look_url = NULL;
	data->text =
	    N_("We do not know yet whether your last step arrived. Nothing is lost, and nothing is done twice: "
	       "please try again in a moment.");
}

static enum err_code tell_done(struct ctx *ctx, struct exchange *x)
{
	struct error_page data = {
		.heading = N_("It has arrived"),
		.text = N_("What you sent has arrived, and nothing is done twice. Please look at what became of it."),
		.look_url = origin_page(ctx, x),
	};
	struct page *page = page_create(ctx, x);
	page->title = view_text(ctx, data.heading);
	page->noindex = true;
	return page_render(ctx, x, "error", &data, page);
}

enum err_code again_settle(struct ctx *ctx, struct exchange *x, bool *answered)
{
	const char *said = x->own_form ? x->unsettled : NULL;
	if (!said || x->route->same || x->once.key)
		return ERR_OK;
	switch (db_settle(ctx, arena_strndup(ctx->arena, said, strcspn(said, " ")))) {
	case DB_FATE_VOID:
		return ERR_OK;
	case DB_FATE_DONE:
		*answered = true;
		return tell_done(ctx, x);
	default:
		return err_set(ctx, ERR_UNKNOWN, "what became of the form is not known");
	}
}
