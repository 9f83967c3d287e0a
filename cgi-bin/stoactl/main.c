#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/conf.h"
#include "base/log.h"
#include "base/str.h"
#include "db/db.h"
#include "kit/crypto.h"
#include "stoactl/stoactl.h"

enum { EXIT_DONE, EXIT_FAILED, EXIT_USAGE };

/* A file of products and everything made of it. */
#define ARENA_MAX ((size_t)1024 * 1024 * 1024)

static const struct command commands[] = {
	{ "init", "", "make the platform, a cell and the database roles; may be repeated", init_options, false,
	    run_init },
	{ "migrate", "", "bring every schema to this build's state, beside live traffic", migrate_options, false,
	    run_migrate },
	{ "upgrade-check", "", "say what would go wrong with an upgrade to this version; changes nothing", NULL, false,
	    run_upgrade_check },
	{ "cell add", "NAME", "make a database for shops, or open one again", cell_add_options, false, run_cell_add },
	{ "cell list", "", "list the cells: name, state, shops, limit, pool, size", NULL, false, run_cell_list },
	{ "cell drain", "NAME", "close a cell and move its shops to the others", move_options, false, run_cell_drain },
	{ "tenant create", "NAME", "make a shop", tenant_create_options, false, run_tenant_create },
	{ "tenant list", "", "list the shops: id, name, cell, state, host", NULL, false, run_tenant_list },
	{ "tenant show", "NAME", "show one shop", NULL, false, run_tenant_show },
	{ "tenant suspend", "NAME", "take a shop off the web; nothing is lost", NULL, false, run_tenant_suspend },
	{ "tenant resume", "NAME", "put a suspended shop back", NULL, false, run_tenant_resume },
	{ "tenant move", "NAME CELL", "move a shop to another cell while it sells", move_options, false,
	    run_tenant_move },
	{ "tenant export", "NAME FILE", "write a whole shop to a file (.tar, .tar.gz, .tar.zst)", tenant_export_options,
	    true, run_tenant_export },
	{ "tenant import", "FILE", "make a shop of such a file", tenant_import_options, true, run_tenant_import },
	{ "tenant drop", "NAME", "delete a shop and everything in it", tenant_drop_options, false, run_tenant_drop },
	{ "staff add", "EMAIL", "make somebody a member of a shop", staff_add_options, false, run_staff_add },
	{ "import", "SHOP FILE.csv", "read products from a file in Shopify's CSV format", import_options, true,
	    run_import },
	{ "export", "SHOP", "write the catalog to standard output, as import reads it", NULL, true, run_export },
	{ "index", "SHOP", "make what lists and searches read anew, from the products", NULL, true, run_index },
	{ "load", "SHOP FILE.json", "fill an empty shop from a description", NULL, true, run_load },
	{ "payment set", "SHOP PROVIDER", "keep a shop's keys with a payment provider (stripe, paypal), once they work",
	    payment_set_options, true, run_payment_set },
	{ "payment show", "SHOP PROVIDER", "say which keys a shop has; never the keys", NULL, true, run_payment_show },
	{ "payment sweep", "SHOP", "ask the providers about all payments of which nothing was heard", NULL, true,
	    run_payment_sweep },
	{ "keys rotate", "",
	    "seal the provider keys of all shops by key_file, after second_key_file became the one before", NULL, true,
	    run_keys_rotate },
	{ "reconcile", "SHOP", "compare what providers say that they have moved with what is written down",
	    reconcile_options, true, run_reconcile },
	{ "refund", "SHOP ORDER", "send the money of an order back through its provider", refund_options, true,
	    run_refund },
	{ "ledger check", "[SHOP]", "prove that a shop's books, orders, payments and refunds say the same",
	    ledger_check_options, false, run_ledger_check },
	{ "ledger export", "SHOP", "write the journal to standard output, as accounting programs read it",
	    ledger_export_options, false, run_ledger_export },
	{ "jobs list", "", "show promised work that was given up, or that waits", jobs_options, false, run_jobs_list },
	{ "jobs retry", "", "try it again", jobs_options, false, run_jobs_retry },
	{ "jobs drop", "", "put away what was given up in a shop", jobs_options, false, run_jobs_drop },
	{ "stock check", "SHOP", "prove that what the stock promises is what the orders hold", NULL, true,
	    run_stock_check },
	{ "top", "", "say which shops cost most, from the log on standard input", top_options, false, run_top },
	{ "doctor", "", "check this installation and say what to do", NULL, false, run_doctor },
	{ .name = NULL },
};

/* The command that argv begins with; *used: words of its name. */
static const struct command *find(char **argv, int *used)
{
	for (const struct command *c = commands; c->name; c++) {
		const char *blank = strchr(c->name, ' ');
		size_t n = blank ? (size_t)(blank - c->name) : strlen(c->name);

		if (strlen(argv[0]) != n || strncmp(argv[0], c->name, n) != 0)
			continue;
		if (blank && !str_eq(argv[1], blank + 1))
			continue;
		*used = blank ? 2 : 1;
		return c;
	}
	return NULL;
}

static bool wants_help(char **argv)
{
	for (; *argv; argv++)
		if (str_eq(*argv, "--help") || str_eq(*argv, "-h"))
			return true;
	return false;
}

static int run(const struct command *c, const struct args *args, const struct conf *conf)
{
	struct ctx ctx = { .arena = arena_create(ARENA_MAX), .conf = conf, .now = clock_now() };
	enum err_code err;

	str_copy(ctx.request_id, "stoactl", sizeof(ctx.request_id));
	ctx.db = db_create(conf, NULL);
	err = c->run(&ctx, args);
	fflush(stdout);
	if (err && ctx.err.text[0])
		fprintf(stderr, "stoactl: %s\n", ctx.err.text);
	db_destroy(&ctx.db);
	arena_destroy(&ctx.arena);
	return err == ERR_OK ? EXIT_DONE : err == ERR_INPUT ? EXIT_USAGE : EXIT_FAILED;
}

int main(int argc, char **argv)
{
	const struct command *c;
	const struct conf *conf;
	struct args args;
	int used = 0;

	log_init("stoactl", LOG_WARN);
	if (argc < 2) {
		help_all(commands);
		return EXIT_USAGE;
	}
	c = find(argv + 1, &used);
	if (!c && wants_help(argv + 1)) {
		help_all(commands);
		return EXIT_DONE;
	}
	if (!c) {
		fprintf(stderr, "stoactl: no such command: \"%s\"; see stoactl --help\n", argv[1]);
		return EXIT_USAGE;
	}
	if (wants_help(argv + 1 + used)) {
		help_command(c);
		return EXIT_DONE;
	}
	if (!args_read(c, argv + 1 + used, &args))
		return EXIT_USAGE;
	conf = conf_load(NULL);
	if (!conf || (c->needs_key && !crypto_load_key(conf)))
		return EXIT_FAILED;
	return run(c, &args, conf);
}
