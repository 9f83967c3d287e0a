/* Promised work on a real database: who takes it, in which order, how often, and what becomes of workers that die. */
#include "sale_kit.h"

#include "cluster.h"
#include "db/db.h"
#include "shop/outbox_hint.h"

static const struct actor clerk = { .kind = ACTOR_SYSTEM };
enum { MAIL = 1 << OUTBOX_LANE_MAIL, TIMER = 1 << OUTBOX_LANE_TIMER, WORK = 1 << OUTBOX_LANE_WORK };
enum { LEASE = 900 };

static void begin_anew(void)
{
	sql("DELETE FROM @.outbox");
	sql("DELETE FROM cell.due");
}

static const char *states(void)
{
	return sql("SELECT string_agg(state || ' ' || last_error, ', ' ORDER BY id) FROM @.outbox");
}

static void mails_of_an_order_go_one_after_another_and_are_tried_again(void **state)
{
	struct outbox_job job, next;
	struct ctx *ctx;
	int64_t id;

	(void)state;
	begin_anew();
	id = placed(MUG, 1, "DE", "cash_on_delivery").order_id;
	assert_int_equal(order_mark_paid(as("admin"), id, clerk), ERR_OK);
	ctx = as("worker");
	assert_int_equal(outbox_claim(ctx, OUTBOX_LANES_ALL, &job), ERR_OK);
	assert_int_equal(job.kind, OUTBOX_MAIL_PLACED);
	assert_int_equal(job.order_id, id);
	assert_int_equal(job.attempts, 1);
	/* The second mail of the order waits for the first, which is in work. */
	assert_int_equal(outbox_claim(ctx, OUTBOX_LANES_ALL, &next), ERR_NOT_FOUND);
	assert_int_equal(outbox_failed(ctx, &job, "connect"), ERR_OK);
	assert_int_equal(outbox_claim(ctx, OUTBOX_LANES_ALL, &next), ERR_NOT_FOUND);
	ctx->now += 60;
	assert_int_equal(outbox_claim(ctx, OUTBOX_LANES_ALL, &job), ERR_OK);
	assert_int_equal(job.attempts, 2);
	assert_int_equal(outbox_failed(ctx, &job, "connect"), ERR_OK);
	ctx->now += 119;
	assert_int_equal(outbox_claim(ctx, OUTBOX_LANES_ALL, &job), ERR_NOT_FOUND);
	ctx->now += 1;
	assert_int_equal(outbox_claim(ctx, OUTBOX_LANES_ALL, &job), ERR_OK);
	/* The worker dies; the lease runs out. */
	ctx->now += LEASE + 1;
	assert_int_equal(outbox_claim(ctx, OUTBOX_LANES_ALL, &job), ERR_OK);
	assert_int_equal(outbox_done(ctx, &job), ERR_OK);
	assert_int_equal(outbox_claim(ctx, OUTBOX_LANES_ALL, &job), ERR_OK);
	assert_int_equal(job.kind, OUTBOX_MAIL_PAID);
	job.attempts = 20;
	assert_int_equal(outbox_failed(ctx, &job, "smtp_450"), ERR_OK);
	assert_int_equal(outbox_claim(ctx, OUTBOX_LANES_ALL, &job), ERR_NOT_FOUND);
	assert_string_equal(states(), "done , dead smtp_450");
	assert_true(number("SELECT count(*) FROM cell.due WHERE tenant_id = %d", SHOP_ID) > 0);
}

static void what_waits_behind_a_failed_mail_is_not_looked_at_meanwhile(void **state)
{
	struct outbox_job job;
	struct ctx *ctx;
	int64_t id;

	(void)state;
	begin_anew();
	id = placed(MUG, 1, "DE", "cash_on_delivery").order_id;
	assert_int_equal(order_mark_paid(as("admin"), id, clerk), ERR_OK);
	ctx = as("worker");
	assert_int_equal(outbox_claim(ctx, MAIL, &job), ERR_OK);
	assert_int_equal(outbox_failed(ctx, &job, "smtp_450"), ERR_OK);
	assert_int_equal(number("SELECT count(DISTINCT due_at) FROM @.outbox"), 1);
	assert_int_equal(
	    number("SELECT count(*) FROM @.outbox WHERE due_at <= to_timestamp(%lld)", (long long)ctx->now + 59), 0);
}

static void a_dead_mail_does_not_hold_up_those_behind_it(void **state)
{
	struct outbox_job job;
	struct ctx *ctx;
	int64_t id;

	(void)state;
	begin_anew();
	id = placed(MUG, 1, "DE", "cash_on_delivery").order_id;
	assert_int_equal(order_mark_paid(as("admin"), id, clerk), ERR_OK);
	ctx = as("worker");
	assert_int_equal(outbox_claim(ctx, MAIL, &job), ERR_OK);
	assert_int_equal(outbox_refused(ctx, &job, "smtp_550"), ERR_OK);
	assert_int_equal(outbox_claim(ctx, MAIL, &job), ERR_OK);
	assert_int_equal(job.kind, OUTBOX_MAIL_PAID);
}

static void a_job_that_kills_its_worker_again_and_again_is_given_up_and_stops_nobody(void **state)
{
	struct outbox_job job;
	struct ctx *ctx;
	int64_t later;

	(void)state;
	begin_anew();
	placed(MUG, 1, "DE", "cash_on_delivery");
	ctx = as("worker");
	for (int i = 1; i <= OUTBOX_CLAIMS; i++) {
		assert_int_equal(outbox_claim(ctx, MAIL, &job), ERR_OK);
		assert_int_equal(job.attempts, i);
		ctx->now += LEASE;
	}
	later = ctx->now;
	placed(BOOK, 1, "DE", "cash_on_delivery");
	ctx = as("worker");
	ctx->now = later;
	assert_int_equal(outbox_claim(ctx, MAIL, &job), ERR_OK);
	assert_int_equal(job.attempts, 1);
	assert_int_equal(outbox_claim(ctx, MAIL, &job), ERR_NOT_FOUND);
	assert_string_equal(states(), "dead killed, queued ");
}

static void tries_that_end_are_no_deaths(void **state)
{
	struct outbox_job job;
	struct ctx *ctx;

	(void)state;
	begin_anew();
	placed(MUG, 1, "DE", "cash_on_delivery");
	ctx = as("worker");
	for (int i = 0; i < OUTBOX_CLAIMS + 2; i++) {
		assert_int_equal(outbox_claim(ctx, MAIL, &job), ERR_OK);
		assert_int_equal(outbox_failed(ctx, &job, "smtp_450"), ERR_OK);
		ctx->now += 6 * 3600;
	}
	assert_string_equal(states(), "queued smtp_450");
}

static void who_comes_too_late_changes_nothing_but_that_it_is_done(void **state)
{
	struct outbox_job late, job;
	struct ctx *ctx;

	(void)state;
	begin_anew();
	placed(MUG, 1, "DE", "cash_on_delivery");
	ctx = as("worker");
	assert_int_equal(outbox_claim(ctx, MAIL, &late), ERR_OK);
	ctx->now += LEASE;
	assert_int_equal(outbox_claim(ctx, MAIL, &job), ERR_OK);
	assert_int_equal(outbox_failed(ctx, &late, "connect"), ERR_OK);
	assert_int_equal(outbox_refused(ctx, &late, "smtp_550"), ERR_OK);
	assert_int_equal(outbox_again(ctx, &late), ERR_OK);
	ctx->now += 3600;
	assert_string_equal(states(), "queued ");
	assert_int_equal(number("SELECT attempts FROM @.outbox"), 2);
	/* It has been sent, whoever has it now. */
	assert_int_equal(outbox_done(ctx, &late), ERR_OK);
	assert_string_equal(states(), "done ");
	assert_int_equal(outbox_failed(ctx, &job, "connect"), ERR_OK);
	assert_string_equal(states(), "done ");
}

static void two_workers_never_hold_one_job(void **state)
{
	struct outbox_job job, other;
	struct ctx *one, *two;

	(void)state;
	begin_anew();
	placed(MUG, 1, "DE", "cash_on_delivery");
	placed(MUG, 1, "DE", "cash_on_delivery");
	one = as("worker");
	assert_int_equal(outbox_claim(one, MAIL, &job), ERR_OK);
	two = as_other("worker");
	assert_int_equal(outbox_claim(two, MAIL, &other), ERR_OK);
	assert_int_not_equal(job.id, other.id);
	assert_int_equal(outbox_claim(two, MAIL, &other), ERR_NOT_FOUND);
}

static void who_goes_on_takes_each_mail_once_and_does_not_look_back(void **state)
{
	struct outbox_places done = { 0 };
	const struct outbox_place *place = &done.of[OUTBOX_LANE_MAIL];
	struct outbox_job job;
	struct ctx *ctx;
	int64_t ids[4], first;

	(void)state;
	begin_anew();
	first = placed(MUG, 1, "DE", "cash_on_delivery").order_id;
	placed(MUG, 1, "DE", "cash_on_delivery");
	placed(MUG, 1, "DE", "cash_on_delivery");
	assert_int_equal(order_mark_paid(as("admin"), first, clerk), ERR_OK);
	sql("UPDATE @.outbox SET due_at = '2021-01-01 00:00:00.25Z'");
	ctx = as("worker");
	for (int i = 0; i < 4; i++) {
		assert_int_equal(outbox_claim_after(ctx, &done, MAIL, &job), ERR_OK);
		ids[i] = job.id;
		assert_int_equal(place->id, job.id);
		assert_int_equal(place->due_at, 1609459200);
		assert_true(i == 0 || ids[i] > ids[i - 1]);
		assert_int_equal(outbox_done(ctx, &job), ERR_OK);
	}
	assert_int_equal(job.order_id, first);
	assert_int_equal(outbox_claim_after(ctx, &done, MAIL, &job), ERR_NOT_FOUND);
	sql("UPDATE @.outbox SET state = 'queued', done_at = NULL, due_at = '2020-01-01Z' WHERE id = %lld",
	    (long long)ids[1]);
	assert_int_equal(outbox_claim_after(ctx, &done, MAIL, &job), ERR_NOT_FOUND);
	/* Whoever begins anew finds it. */
	done = (struct outbox_places){ 0 };
	assert_int_equal(outbox_claim_after(ctx, &done, MAIL, &job), ERR_OK);
	assert_int_equal(job.id, ids[1]);
}

static void what_everybody_waits_for_is_put_off_for_days_before_it_is_given_up(void **state)
{
	struct outbox_job job;
	struct ctx *ctx;
	int tries = 0;

	(void)state;
	begin_anew();
	placed(MUG, 1, "DE", "cash_on_delivery");
	ctx = as("worker");
	for (int64_t end = ctx->now + 5 * 86400 - 600; ctx->now <= end; tries++) {
		assert_int_equal(outbox_claim(ctx, MAIL, &job), ERR_OK);
		assert_int_equal(outbox_put_off(ctx, &job, "connect"), ERR_OK);
		assert_string_equal(states(), "queued connect");
		ctx->now += 600;
	}
	assert_true(tries > 700);
	assert_int_equal(outbox_claim(ctx, MAIL, &job), ERR_OK);
	assert_int_equal(outbox_put_off(ctx, &job, "connect"), ERR_OK);
	assert_string_equal(states(), "dead connect");
}

static int promise_timers(struct ctx *ctx)
{
	return outbox_add_at(ctx, OUTBOX_PICTURE_DROP, 5, ctx->now + 120) ||
	       outbox_add_at(ctx, OUTBOX_PICTURE_DROP, 5, ctx->now + 120) ||
	       outbox_add_at(ctx, OUTBOX_PICTURE_DROP, 5, ctx->now + 300);
}

static enum err_code promise_tx(struct ctx *ctx, void *arg)
{
	(void)arg;
	return promise_timers(ctx) ? ERR_INTERNAL : ERR_OK;
}

static void a_timer_comes_at_its_time_and_leaves_nothing_behind(void **state)
{
	struct outbox_job job, other;
	struct ctx *ctx;

	(void)state;
	begin_anew();
	ctx = as("worker");
	assert_int_equal(db_tx(ctx, promise_tx, NULL), ERR_OK);
	assert_int_equal(number("SELECT count(*) FROM @.outbox"), 2);
	assert_int_equal(number("SELECT count(*) FROM cell.due WHERE lane = 'timer'"), 3);
	ctx->now += 119;
	assert_int_equal(outbox_claim(ctx, OUTBOX_LANES_ALL, &job), ERR_NOT_FOUND);
	ctx->now += 1;
	assert_int_equal(outbox_claim(ctx, MAIL | WORK, &job), ERR_NOT_FOUND);
	assert_int_equal(outbox_claim(ctx, TIMER, &job), ERR_OK);
	assert_int_equal(job.kind, OUTBOX_PICTURE_DROP);
	assert_int_equal(job.ref_id, 5);
	/* Not yet decided: it looks again later. */
	assert_int_equal(outbox_again_at(ctx, &job, ctx->now + 60), ERR_OK);
	ctx->now += 60;
	assert_int_equal(outbox_claim(ctx, TIMER, &other), ERR_OK);
	assert_int_equal(other.id, job.id);
	assert_int_equal(other.attempts, 1);
	/* Who had it before takes nothing away. */
	assert_int_equal(outbox_done(ctx, &job), ERR_OK);
	assert_int_equal(number("SELECT count(*) FROM @.outbox"), 2);
	assert_int_equal(outbox_done(ctx, &other), ERR_OK);
	assert_int_equal(number("SELECT count(*) FROM @.outbox"), 1);
}

static void timers_are_taken_one_behind_the_other(void **state)
{
	struct outbox_places done = { 0 };
	struct outbox_job job;
	struct ctx *ctx;

	(void)state;
	begin_anew();
	ctx = as("worker");
	sql("INSERT INTO @.outbox (kind, effect, ref_id, state, due_at, created_at, timer) SELECT 'hold', 'hold:' || "
	    "n, n, "
	    "'queued', "
	    "'2021-01-01Z', '2020-01-01Z', true FROM generate_series(1, 3) AS n");
	for (int i = 1; i <= 2; i++) {
		assert_int_equal(outbox_claim_after(ctx, &done, TIMER, &job), ERR_OK);
		assert_int_equal(job.ref_id, i);
		assert_int_equal(done.of[OUTBOX_LANE_TIMER].id, job.id);
	}
	assert_int_equal(done.of[OUTBOX_LANE_TIMER].due_at, 1609459200);
	sql("UPDATE @.outbox SET due_at = '2020-06-01Z' WHERE ref_id = 2");
	assert_int_equal(outbox_claim_after(ctx, &done, TIMER, &job), ERR_OK);
	assert_int_equal(job.ref_id, 3);
	assert_int_equal(outbox_claim_after(ctx, &done, TIMER, &job), ERR_NOT_FOUND);
	assert_int_equal(outbox_claim(ctx, TIMER, &job), ERR_OK);
	assert_int_equal(job.ref_id, 2);
}

static void a_timer_neither_waits_for_mails_nor_keeps_them(void **state)
{
	struct outbox_job job;
	struct ctx *ctx;

	(void)state;
	begin_anew();
	ctx = as("worker");
	assert_int_equal(db_tx(ctx, promise_tx, NULL), ERR_OK);
	placed(MUG, 1, "DE", "cash_on_delivery");
	ctx = as("worker");
	assert_int_equal(outbox_claim(ctx, OUTBOX_LANES_ALL, &job), ERR_OK);
	assert_int_equal(job.lane, OUTBOX_LANE_MAIL);
	ctx->now += 300;
	assert_int_equal(outbox_claim(ctx, OUTBOX_LANES_ALL, &job), ERR_OK);
	assert_int_equal(job.lane, OUTBOX_LANE_TIMER);
}

static void work_of_another_version_waits_for_it_and_stops_nobody(void **state)
{
	struct outbox_job job;
	struct ctx *ctx;

	(void)state;
	begin_anew();
	sql("INSERT INTO @.outbox (kind, effect, ref_id, state, due_at, created_at) VALUES ('pigeon', 'pigeon:1', 1, "
	    "'queued', "
	    "'2020-01-01Z', '2020-01-01Z'), ('picture_drop', 'drop:1', 1, 'queued', '2020-01-02Z', '2020-01-02Z')");
	ctx = as("worker");
	assert_int_equal(outbox_claim(ctx, WORK, &job), ERR_OK);
	assert_int_equal(job.kind, OUTBOX_PICTURE_DROP);
	assert_string_equal(sql("SELECT state || ' ' || attempts FROM @.outbox WHERE kind = 'pigeon'"), "queued 0");
}

static void shops_take_turns_however_much_one_has_queued(void **state)
{
	const int64_t *ids;
	struct ctx *ctx;
	size_t n;

	(void)state;
	begin_anew();
	for (int i = 0; i < 3; i++)
		placed(MUG, 1, "DE", "cash_on_delivery");
	ctx = as("worker");
	sql("UPDATE cell.due SET due_at = '2020-01-01Z'");
	sql("UPDATE @.outbox SET due_at = '2020-01-01Z'");
	sql("INSERT INTO cell.due (tenant_id, due_at, lane) VALUES (99, to_timestamp(%lld) - interval '1 s', 'mail')",
	    (long long)ctx->now);
	assert_int_equal(outbox_due(ctx, MAIL, &ids, &n), ERR_OK);
	assert_int_equal(n, 2);
	assert_int_equal(ids[0], SHOP_ID);
	/* It was visited, and has mails left: now it is the other one's turn. */
	assert_int_equal(outbox_settle(ctx, MAIL, 0), ERR_OK);
	assert_int_equal(outbox_due(ctx, MAIL, &ids, &n), ERR_OK);
	assert_int_equal(n, 2);
	assert_int_equal(ids[0], 99);
	/* Since when its work waits is still known. */
	assert_string_equal(
	    sql("SELECT extract(year FROM since AT TIME ZONE 'UTC') FROM cell.due WHERE tenant_id = %d", SHOP_ID),
	    "2020");
}

static void who_serves_one_lane_leaves_the_others_their_hints(void **state)
{
	const int64_t *ids;
	struct ctx *ctx;
	size_t n;

	(void)state;
	begin_anew();
	placed(MUG, 1, "DE", "cash_on_delivery");
	ctx = as("worker");
	sql("INSERT INTO @.outbox (kind, effect, ref_id, state, due_at, created_at) VALUES ('picture_drop', 'drop:2', "
	    "1, 'queued', "
	    "'2020-01-02Z', '2020-01-02Z')");
	/* A move says that there is work, and not which. */
	sql("UPDATE cell.due SET lane = ''");
	assert_int_equal(outbox_due(ctx, WORK, &ids, &n), ERR_OK);
	assert_int_equal(n, 1);
	assert_int_equal(outbox_settle(ctx, WORK, 0), ERR_OK);
	assert_int_equal(outbox_due(ctx, MAIL, &ids, &n), ERR_OK);
	assert_int_equal(n, 1);
	assert_int_equal(outbox_settle(ctx, MAIL, 0), ERR_OK);
	assert_string_equal(sql("SELECT string_agg(lane, ' ' ORDER BY lane) FROM cell.due"), "mail work");
	/* Nobody's hints are lost: the sweep makes them anew, and no more than one each. */
	sql("DELETE FROM cell.due");
	assert_int_equal(outbox_announce(ctx, 0), ERR_OK);
	assert_int_equal(outbox_announce(ctx, 0), ERR_OK);
	assert_string_equal(sql("SELECT string_agg(lane, ' ' ORDER BY lane) FROM cell.due"), "mail work");
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(mails_of_an_order_go_one_after_another_and_are_tried_again),
		cmocka_unit_test(what_waits_behind_a_failed_mail_is_not_looked_at_meanwhile),
		cmocka_unit_test(a_dead_mail_does_not_hold_up_those_behind_it),
		cmocka_unit_test(a_job_that_kills_its_worker_again_and_again_is_given_up_and_stops_nobody),
		cmocka_unit_test(tries_that_end_are_no_deaths),
		cmocka_unit_test(who_comes_too_late_changes_nothing_but_that_it_is_done),
		cmocka_unit_test(two_workers_never_hold_one_job),
		cmocka_unit_test(who_goes_on_takes_each_mail_once_and_does_not_look_back),
		cmocka_unit_test(what_everybody_waits_for_is_put_off_for_days_before_it_is_given_up),
		cmocka_unit_test(a_timer_comes_at_its_time_and_leaves_nothing_behind),
		cmocka_unit_test(timers_are_taken_one_behind_the_other),
		cmocka_unit_test(a_timer_neither_waits_for_mails_nor_keeps_them),
		cmocka_unit_test(work_of_another_version_waits_for_it_and_stops_nobody),
		cmocka_unit_test(shops_take_turns_however_much_one_has_queued),
		cmocka_unit_test(who_serves_one_lane_leaves_the_others_their_hints),
	};

	(void)argc;
	cluster_enter(argv);
	return cmocka_run_group_tests(tests, sale_begin, sale_end);
}
