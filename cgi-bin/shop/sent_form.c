#include "shop/sent_form.h"

#include <string.h>

#include "queries.h"

static struct bytes hash(const uint8_t *p)
{
	return (struct bytes){ .p = p, .n = SENT_FORM_HASH_BYTES };
}

enum err_code sent_form_find(struct ctx *ctx, const struct sent_form *form, struct sent_before *out)
{
	struct sent_form_by_id_row row;
	enum err_code err = q_sent_form_by_id_one(ctx, &(struct sent_form_by_id_in){ .id = hash(form->id) }, &row);

	if (err)
		return err;
	*out = (struct sent_before){
		.other = row.said.n != SENT_FORM_HASH_BYTES || memcmp(row.said.p, form->said, row.said.n) != 0,
		.location = row.location,
		.flash = row.flash,
	};
	return ERR_OK;
}

static enum err_code take(struct ctx *ctx, void *arg)
{
	const struct sent_form *form = arg;
	struct sent_form_take_in in = { .id = hash(form->id), .said = hash(form->said), .now = ctx->now };
	enum err_code err = q_sent_form_take_one(ctx, &in, NULL);

	return err == ERR_NOT_FOUND ? err_set(ctx, ERR_REPEATED, "this form was sent before") : err;
}

void sent_form_begin(struct ctx *ctx, struct sent_form *form)
{
	db_first(ctx->db, take, form);
}

bool sent_form_end(struct ctx *ctx)
{
	bool waits = db_first_waits(ctx->db);

	db_first(ctx->db, NULL, NULL);
	return !waits;
}

enum err_code sent_form_answer(struct ctx *ctx, const struct sent_form *form, const char *location, const char *flash)
{
	struct sent_form_answer_in in = { .id = hash(form->id), .location = location, .flash = flash };

	return q_sent_form_answer(ctx, &in, NULL);
}

enum err_code sent_form_forget(struct ctx *ctx, const struct sent_form *form)
{
	return q_sent_form_leave(ctx, &(struct sent_form_leave_in){ .id = hash(form->id) }, NULL);
}
