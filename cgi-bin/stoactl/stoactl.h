/*
 * stoactl: the hoster's command line. A command is a row of the table in main.c; its file holds what it runs and its
 * options.
 *
 * Exit codes: 0 done, 1 failed, 2 asked wrongly. Results go to stdout, complaints to stderr.
 */
#ifndef STOA_STOACTL_STOACTL_H
#define STOA_STOACTL_STOACTL_H

#include <stdbool.h>

#include "base/ctx.h"

enum { ARGS_MAX = 4, OPTIONS_MAX = 16 };

struct option {
	const char *name;     /* without "--"; NULL ends the table */
	const char *arg;      /* "HOST"; NULL for a flag */
	const char *standard; /* NULL for none */
	const char *help;
};

struct args {
	const char *word[ARGS_MAX];
	int n;
	const struct option *options;
	const char *value[OPTIONS_MAX]; /* by the options' order; "" for a flag that was given */
};

struct command {
	const char *name;  /* "tenant create"; NULL ends the table */
	const char *words; /* "SHOP FILE": exactly these; the last one may stand in brackets and be left out */
	const char *help;
	const struct option *options; /* may be NULL */
	bool needs_key;               /* ends with 1 where key_file cannot be read */
	/* By the owner's role, in no shop's scope yet. Prints its result; of an error main prints ctx->err.text. */
	enum err_code (*run)(struct ctx *, const struct args *);
};

/* Reads what follows the command's name; false after a complaint. */
bool args_read(const struct command *, char **argv, struct args *out);
/* The option's value, else its standard, else NULL. An unknown name aborts. */
const char *args_get(const struct args *, const char *name);

/* To stdout; commands: the table, by which they stand in order. */
void help_all(const struct command *commands);
void help_command(const struct command *);

/* What the commands' files give to the table in main.c, by the name of the command. */
extern const struct option init_options[], migrate_options[], tenant_create_options[], tenant_drop_options[],
    staff_add_options[], cell_add_options[], move_options[], tenant_export_options[], tenant_import_options[],
    payment_set_options[], reconcile_options[], refund_options[], ledger_check_options[], ledger_export_options[],
    jobs_options[], import_options[], top_options[];

/* The shop becomes the one of ctx: its scope, tenant and settings; no move of it begins until the end of the process.
 * ERR_NOT_FOUND with the reason as text. */
enum err_code enter_shop(struct ctx *, const char *name);

enum err_code run_init(struct ctx *, const struct args *);
enum err_code run_cell_add(struct ctx *, const struct args *);
enum err_code run_cell_list(struct ctx *, const struct args *);
enum err_code run_cell_drain(struct ctx *, const struct args *);
enum err_code run_tenant_export(struct ctx *, const struct args *);
enum err_code run_tenant_import(struct ctx *, const struct args *);
enum err_code run_tenant_move(struct ctx *, const struct args *);
enum err_code run_migrate(struct ctx *, const struct args *);
enum err_code run_tenant_create(struct ctx *, const struct args *);
enum err_code run_tenant_list(struct ctx *, const struct args *);
enum err_code run_tenant_show(struct ctx *, const struct args *);
enum err_code run_tenant_suspend(struct ctx *, const struct args *);
enum err_code run_tenant_resume(struct ctx *, const struct args *);
enum err_code run_tenant_drop(struct ctx *, const struct args *);
enum err_code run_staff_add(struct ctx *, const struct args *);
enum err_code run_import(struct ctx *, const struct args *);
enum err_code run_export(struct ctx *, const struct args *);
enum err_code run_load(struct ctx *, const struct args *);
enum err_code run_index(struct ctx *, const struct args *);
enum err_code run_payment_set(struct ctx *, const struct args *);
enum err_code run_payment_show(struct ctx *, const struct args *);
enum err_code run_keys_rotate(struct ctx *, const struct args *);
enum err_code run_payment_sweep(struct ctx *, const struct args *);
enum err_code run_reconcile(struct ctx *, const struct args *);
enum err_code run_stock_check(struct ctx *, const struct args *);
enum err_code run_refund(struct ctx *, const struct args *);
enum err_code run_ledger_check(struct ctx *, const struct args *);
enum err_code run_ledger_export(struct ctx *, const struct args *);
enum err_code run_jobs_list(struct ctx *, const struct args *);
enum err_code run_jobs_retry(struct ctx *, const struct args *);
enum err_code run_jobs_drop(struct ctx *, const struct args *);
enum err_code run_top(struct ctx *, const struct args *);
enum err_code run_doctor(struct ctx *, const struct args *);
enum err_code run_upgrade_check(struct ctx *, const struct args *);

#endif
