/* Pictures on a real database, each step by the role that does it: kept once, promised once, moved wherever they are
 * shown, freed only where nothing shows them; and mails go before them. */
#include "sale_kit.h"

#include "base/str.h"
#include "cluster.h"
#include "shop/outbox_hint.h"
#include "shop/picture.h"

static const char first[] = "000007/00000000000000000000000000000001-900x600.jpg";
static const char better[] = "000007/00000000000000000000000000000001-900x600-wa.jpg";

static struct picture_file file_of(char last)
{
	static char hash[] = "00000000000000000000000000000000", address[80];
	hash[31] = last;
	snprintf(address, sizeof address, "000007/%s-900x600.jpg", hash);
	return (struct picture_file){
		.hash = hash, .kind = "jpeg", .address = address, .width = 900, .height = 600, .bytes = 12345
	};
}

static long long queued(const char *kind)
{
	return number("SELECT count(*) FROM @.outbox WHERE kind = '%s' AND state = 'queued'", kind);
}

static void start_anew(void)
{
	sql("DELETE FROM @.picture");
	sql("DELETE FROM @.media");
	sql("DELETE FROM @.outbox");
}

static void the_same_file_is_kept_and_promised_once(void **state)
{
	struct picture_file f = file_of('1');
	struct picture_kept a, b;
	(void)state;
	start_anew();
	assert_int_equal(picture_keep(as("admin"), &f, &a), ERR_OK);
	assert_int_equal(picture_keep(as("admin"), &f, &b), ERR_OK);
	assert_int_equal(a.media_id, b.media_id);
	assert_string_equal(a.address, first);
	assert_int_equal(queued("picture_sizes"), 1);
}

static void when_the_sizes_are_there_every_place_takes_the_new_address(void **state)
{
	struct picture_file f = file_of('1');
	struct picture_media media;
	struct picture_kept kept;
	struct outbox_job job;
	long long product = number("SELECT min(id) FROM @.product");
	(void)state;
	start_anew();
	assert_int_equal(picture_add(as("admin"), product, "pictures", &f), ERR_OK);
	sql("UPDATE @.shop SET hero_address = '%s'", first);
	struct ctx *ctx = as("worker");
	assert_int_equal(outbox_claim(ctx, OUTBOX_LANES_ALL, &job), ERR_OK);
	assert_int_equal(job.kind, OUTBOX_PICTURE_SIZES);
	assert_int_equal(job.order_id, 0);
	assert_int_equal(picture_media(ctx, job.ref_id, &media), ERR_OK);
	assert_true(media.waiting);
	assert_int_equal(picture_sized(ctx, &media, better), ERR_OK);
	assert_int_equal(outbox_done(ctx, &job), ERR_OK);
	assert_string_equal(sql("SELECT address FROM @.picture"), better);
	assert_string_equal(sql("SELECT hero_address FROM @.shop"), better);
	/* Whoever comes with the same file now gets the better address, and no promise. */
	assert_int_equal(picture_keep(as("admin"), &f, &kept), ERR_OK);
	assert_string_equal(kept.address, better);
	assert_int_equal(queued("picture_sizes"), 0);
	sql("UPDATE @.shop SET hero_address = NULL");
}

static void a_picture_is_freed_only_where_nothing_shows_it(void **state)
{
	struct picture_file f = file_of('2');
	struct picture_media media;
	struct picture_kept kept;
	long long product = number("SELECT min(id) FROM @.product"), id, row;
	(void)state;
	start_anew();
	assert_int_equal(picture_add(as("admin"), product, "pictures", &f), ERR_OK);
	id = number("SELECT id FROM @.media");
	row = number("SELECT id FROM @.picture");
	assert_int_equal(picture_free(as("worker"), id, &media), ERR_NOT_FOUND);
	/* What another product's form says of it changes nothing. */
	struct picture_change gone = { .id = row, .remove = true, .alt = "{}" };
	assert_int_equal(picture_save(as("admin"), product + 1, &gone, 1), ERR_OK);
	assert_int_equal(number("SELECT count(*) FROM @.picture"), 1);
	assert_int_equal(picture_save(as("admin"), product, &gone, 1), ERR_OK);
	assert_int_equal(queued("picture_drop"), 1);

	placed(MUG, 1, "DE", "cash_on_delivery");
	sql("UPDATE @.order_line SET picture = '%s' WHERE id = (SELECT max(id) FROM @.order_line)", f.address);
	assert_int_equal(picture_free(as("worker"), id, &media), ERR_NOT_FOUND);
	sql("UPDATE @.order_line SET picture = NULL");
	assert_int_equal(picture_keep(as("admin"), &f, &kept), ERR_OK);
	assert_int_equal(picture_free(as("worker"), id, &media), ERR_NOT_FOUND);
	sql("UPDATE @.media SET shared = false");
	sql("INSERT INTO @.picture (product_id, address, position) VALUES (%lld, '%s', 0)", product + 1, f.address);
	assert_int_equal(picture_free(as("worker"), id, &media), ERR_NOT_FOUND);
	sql("DELETE FROM @.picture");
	assert_int_equal(picture_free(as("worker"), id, &media), ERR_OK);
	assert_string_equal(media.address, f.address);
	assert_int_equal(number("SELECT count(*) FROM @.media"), 0);
}

/* Within one second, the first look already taken. */
static void each_removal_is_looked_at(void **state)
{
	struct picture_file f = file_of('6');
	long long product = number("SELECT min(id) FROM @.product");

	(void)state;
	start_anew();
	for (int i = 0; i < 2; i++)
		assert_int_equal(picture_add(as("admin"), product + i, "pictures", &f), ERR_OK);
	struct ctx *ctx = as("admin");
	int64_t now = ctx->now;
	for (int i = 0; i < 2; i++) {
		struct picture_change gone = {
			.id = number("SELECT min(id) FROM @.picture"), .remove = true, .alt = "{}"
		};
		ctx = as("admin");
		ctx->now = now;
		assert_int_equal(picture_save(ctx, product + i, &gone, 1), ERR_OK);
		assert_int_equal(queued("picture_drop"), 1);
		sql("UPDATE @.outbox SET state = 'done' WHERE kind = 'picture_drop'");
	}
}

static void a_product_has_as_many_pictures_as_it_may(void **state)
{
	struct picture_file f = file_of('3');
	long long product = number("SELECT min(id) FROM @.product");
	struct ctx *ctx;
	(void)state;
	start_anew();
	sql("INSERT INTO @.picture (product_id, position) SELECT %lld, g FROM generate_series(1, %d) g", product,
	    PICTURES_A_PRODUCT - 1);
	assert_int_equal(picture_add(as("admin"), product, "pictures", &f), ERR_OK);
	ctx = as("admin");
	assert_int_equal(picture_add(ctx, product, "pictures", &f), ERR_INPUT);
	assert_string_equal(ctx->refusals->code, "picture_limit");
	assert_int_equal(picture_add(as("admin"), 999999, "pictures", &f), ERR_NOT_FOUND);
}

static void an_address_is_asked_once_until_somebody_asks_again(void **state)
{
	long long product = number("SELECT min(id) FROM @.product"), id;
	const char *source;
	(void)state;
	start_anew();
	sql("INSERT INTO @.picture (product_id, source_address, position) VALUES (%lld, 'http://a.example/1.jpg', 0)",
	    product);
	id = number("SELECT id FROM @.picture");
	for (int i = 0; i < 2; i++)
		assert_int_equal(picture_ask_all(as("worker")), ERR_OK);
	assert_int_equal(queued("picture_fetch"), 1);
	assert_int_equal(picture_source(as("worker"), id, &source), ERR_OK);
	assert_string_equal(source, "http://a.example/1.jpg");
	assert_int_equal(picture_not_fetched(as("worker"), id, PICTURE_INWARD), ERR_OK);
	assert_string_equal(sql("SELECT fetch_error FROM @.picture"), "inward");
	assert_int_equal(picture_ask(as("admin"), product + 1, id), ERR_NOT_FOUND);
	assert_int_equal(picture_ask(as("admin"), product, id), ERR_OK);
	assert_string_equal(sql("SELECT fetch_error FROM @.picture"), "");
	assert_int_equal(queued("picture_fetch"), 2);
	struct picture_file f = file_of('4');
	assert_int_equal(picture_fetched(as("worker"), id, &f), ERR_OK);
	assert_int_equal(picture_source(as("worker"), id, &source), ERR_NOT_FOUND);
	assert_int_equal(picture_ask(as("admin"), product, id), ERR_NOT_FOUND);
}

static void mails_go_before_pictures_and_wait_for_a_mail_server(void **state)
{
	struct picture_file f = file_of('5');
	struct picture_kept kept;
	struct outbox_job job;
	(void)state;
	start_anew();
	sql("DELETE FROM cell.due");
	assert_int_equal(picture_keep(as("admin"), &f, &kept), ERR_OK);
	placed(MUG, 1, "DE", "cash_on_delivery");
	struct ctx *ctx = as("worker");
	assert_int_equal(outbox_claim(ctx, OUTBOX_LANES_ALL, &job), ERR_OK);
	assert_int_equal(job.kind, OUTBOX_MAIL_PLACED);
	assert_int_equal(outbox_failed(ctx, &job, "connect"), ERR_OK);
	ctx->now += 7 * 3600;
	assert_int_equal(outbox_claim(ctx, 1U << OUTBOX_LANE_WORK, &job), ERR_OK);
	assert_int_equal(job.kind, OUTBOX_PICTURE_SIZES);
	assert_int_equal(outbox_done(ctx, &job), ERR_OK);
	assert_int_equal(outbox_claim(ctx, 1U << OUTBOX_LANE_WORK, &job), ERR_NOT_FOUND);
	/* Nothing is left that could be done: no hint would bring a worker without a mail server back again and again.
	 */
	assert_int_equal(outbox_settle(ctx, OUTBOX_LANES_ALL, 1U << OUTBOX_LANE_MAIL), ERR_OK);
	assert_int_equal(number("SELECT count(*) FROM cell.due"), 0);
	assert_int_equal(outbox_settle(ctx, OUTBOX_LANES_ALL, 0), ERR_OK);
	assert_int_equal(number("SELECT count(*) FROM cell.due"), 1);
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_same_file_is_kept_and_promised_once),
		cmocka_unit_test(when_the_sizes_are_there_every_place_takes_the_new_address),
		cmocka_unit_test(a_picture_is_freed_only_where_nothing_shows_it),
		cmocka_unit_test(each_removal_is_looked_at),
		cmocka_unit_test(a_product_has_as_many_pictures_as_it_may),
		cmocka_unit_test(an_address_is_asked_once_until_somebody_asks_again),
		cmocka_unit_test(mails_go_before_pictures_and_wait_for_a_mail_server),
	};

	(void)argc;
	cluster_enter(argv);
	return cmocka_run_group_tests(tests, sale_begin, sale_end);
}
