#include "shop/retention.h"

#include <inttypes.h>

#include "base/log.h"
#include "queries.h"
#include "shop/changes.h"

/* A statement of so many stays far below the ten seconds that it may take. */
enum { CARTS_A_STEP = 1000, WITNESSES_A_STEP = 100000, STEPS = 20 };

static enum err_code forget_forms(struct ctx *ctx)
{
	struct sent_form_forget_in in = { .before = ctx->now - RETENTION_FORM_SECONDS, .max_rows = CARTS_A_STEP };
	int64_t gone = CARTS_A_STEP;
	enum err_code err = ERR_OK;

	for (int i = 0; i < STEPS && !err && gone == CARTS_A_STEP; i++)
		err = q_sent_form_forget(ctx, &in, &gone);
	return err;
}

enum err_code retention_shop(struct ctx *ctx)
{
	struct cart_forget_in in = { .before = ctx->now - RETENTION_CART_SECONDS, .max_rows = CARTS_A_STEP };
	int64_t gone = CARTS_A_STEP, all = 0;
	enum err_code err = ERR_OK;

	for (int i = 0; i < STEPS && !err && gone == CARTS_A_STEP; i++) {
		err = q_cart_forget(ctx, &in, &gone);
		all += err ? 0 : gone;
	}
	if (all > 0)
		log_event(ctx, LOG_INFO, "retention", "carts=%" PRId64, all);
	if (!err)
		err = q_drafts_forget(
		    ctx, &(struct drafts_forget_in){ .before = in.before, .max_rows = CARTS_A_STEP }, NULL);
	if (!err)
		err = forget_forms(ctx);
	return err;
}

enum err_code retention_cell(struct ctx *ctx)
{
	struct witness_forget_in in = { .before = db_witness_bound(ctx, ctx->now - RETENTION_WITNESS_SECONDS),
		.max_rows = WITNESSES_A_STEP };
	int64_t gone = WITNESSES_A_STEP;
	enum err_code err = changes_forget(ctx);

	for (int i = 0; i < STEPS && !err && gone == WITNESSES_A_STEP; i++)
		err = q_witness_forget(ctx, &in, &gone);
	return err;
}

enum err_code retention_platform(struct ctx *ctx)
{
	int64_t sessions, attempts;
	enum err_code err = q_staff_session_sweep(ctx, &(struct staff_session_sweep_in){ .now = ctx->now }, &sessions);

	if (!err)
		err = q_login_attempt_sweep(
		    ctx, &(struct login_attempt_sweep_in){ .before = ctx->now - RETENTION_ATTEMPT_SECONDS }, &attempts);
	if (!err)
		err = changes_forget_platform(ctx);
	if (!err)
		err = q_witness_forget_platform(ctx,
		    &(struct witness_forget_platform_in){
		        .before = db_witness_bound(ctx, ctx->now - RETENTION_WITNESS_SECONDS),
		        .max_rows = WITNESSES_A_STEP },
		    NULL);
	if (!err && sessions + attempts > 0)
		log_event(ctx, LOG_INFO, "retention", "sessions=%" PRId64 " attempts=%" PRId64, sessions, attempts);
	return err;
}
