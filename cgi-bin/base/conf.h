/*
 * conf: the installation's settings, read once at the start from one file of `key = value` lines.
 *
 * The file is named by the environment variable STOA_CONF, else SYSCONFDIR/stoa.conf. '#' starts a comment line. An
 * unknown key or a bad value refuses the start with the line's number. Every key is listed in
 * contrib/stoa.conf.example.
 */
#ifndef STOA_BASE_CONF_H
#define STOA_BASE_CONF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* So many in a minute, and so many at once after a pause; per_minute 0: no limit. */
struct conf_rate {
	int per_minute;
	int at_once;
};

struct conf {
	const char *platform_db;  /* platform_database: libpq conninfo without user, e.g. "service=stoa_platform" */
	const char *cell_db;      /* cell_database: conninfo pattern, "service=%s": %s is the cell's name */
	const char *cell_read_db; /* cell_read_database: pattern of a cell's standbys; "" for none */
	const char *role_prefix;  /* database_role_prefix: "stoa_"; each executable connects as prefix + its name */
	const char
	    *key_file; /* key_file: 32 random bytes in hex; everything that is signed or sealed derives from it */
	const char *second_key_file; /* second_key_file: opens what it has signed or sealed, too; "" for none */
	const char *template_dir;    /* template_directory: compiled templates, <set>.<locale>.tpl */
	const char *locale_dir;      /* locale_directory: <lang>/LC_MESSAGES/stoa.mo */
	const char *sql_dir;         /* sql_directory: migrations */
	const char *media_dir;       /* media_directory: where pictures are written */
	const char
	    *original_dir; /* original_directory: where uploaded pictures are kept as they came; served by nobody */
	const char *foreign_hosts;   /* foreign_hosts: "any" | "listed": whom we ask at addresses that merchants give */
	const char *picture_program; /* picture_program: reads pictures; "" for the one beside our own */
	const char *inner_hosts; /* inner_hosts: "host:port", between blanks, that a merchant's address may name though
	                            they lie within */
	const char *asset_base; /* asset_base: prefix of assets' addresses, "/assets" or "https://cdn.example/assets" */
	const char *media_base; /* media_base: prefix of pictures' addresses, "/media" */
	const char *admin_host; /* admin_host: without port */
	const char *public_scheme; /* public_scheme: "https" or "http", for absolute addresses */
	int public_port;           /* public_port: 0 where the scheme's own */
	const char *smtp_url;      /* smtp_url: smtp://host:port or smtps://; "" keeps mail in the outbox */
	const char *smtp_user;
	const char *smtp_password_file;
	const char *smtp_tls;     /* smtp_tls: "require" | "try" | "off" */
	const char *smtp_ca_file; /* "" for the system's */
	const char *mail_from_domain;
	const char *demopay_url; /* demopay_url: "" where the demo provider is off (as on every real installation) */
	const char *stripe_url;  /* stripe_url: where Stripe's interface answers; "" where it is not offered */
	const char *stripe_page_url;    /* stripe_page_url: origin of Stripe's payment pages */
	const char *paypal_url;         /* paypal_url: where PayPal's interface answers; "" where it is not offered */
	const char *paypal_sandbox_url; /* paypal_sandbox_url: likewise that of PayPal's sandbox */
	const char *paypal_page_urls;   /* paypal_page_urls: origins of PayPal's pages, between blanks */
	const char *trusted_proxies; /* trusted_proxies: networks whose X-Forwarded-For or Forwarded is believed; "" for
	                                none */
	const char *proxy_header;    /* proxy_header: "any", "x-forwarded-for", "forwarded": which of them they write */
	const char *runtime_dir;     /* runtime_directory: sockets, locks */
	const char *cache_dir;       /* cache_directory: finished pages of this box, of this boot */
	int cache_megabytes;         /* cache_megabytes: its size; 0 keeps no pages */
	int poll_milliseconds;       /* poll_milliseconds: between two looks at what has changed */
	int frame_megabytes;         /* frame_megabytes: what a process keeps of shops (shop/frame); 0 keeps nothing */
	/* limit_address_* and limit_shop_*: what one client and one shop may ask for; see contrib/stoa.conf.example */
	struct conf_rate address_pages, address_searches, address_forms, address_uploads;
	struct conf_rate shop_pages, shop_made, shop_searches, shop_forms, shop_uploads, shop_imports, shop_hooks;
	const char *limit_exempt; /* limit_exempt: networks that have no limit of their own; "" for none */
	int shop_share; /* limit_shop_share: percent of a program's processes that one shop may hold for long */
	int shop_calls; /* limit_shop_calls: percent that may wait for a provider for one shop, one at least */
	int all_calls;  /* limit_all_calls: the same for all shops together */
	int provider_milliseconds;       /* provider_milliseconds: that a shopper waits for a payment provider */
	int provider_pause_milliseconds; /* provider_pause_milliseconds: that one is left alone first */
	int mail_retry_base;             /* mail_retry_base: seconds before the first retry, doubled each time */
	int mail_seconds;                /* mail_seconds: for one mail, until the server has all of it */
	int mail_answer_seconds;         /* mail_answer_seconds: then, until it says that it has taken it */
	int job_seconds;                 /* job_seconds: after that long a job's worker is taken for dead */
	int sweep_seconds;               /* sweep_seconds: how often each shop's outbox is looked into without a hint */
	int worker_processes;            /* worker_processes: processes of the worker */
	int processes; /* processes: request processes of one executable, unless --processes says otherwise */
	const char *metrics_token_file; /* metrics_token_file: whoever has it may read /metrics; "" closes that */
	int cdn_seconds;         /* cdn_seconds: how long a network in between may answer for us; 0: not at all */
	int cdn_stale_seconds;   /* cdn_stale_seconds: how much longer while it asks anew, or cannot */
	const char *purge_urls;  /* purge_urls: whom to tell of changes, between blanks; "" for nobody */
	int cell_connections;    /* cell_connections: databases of shops that one process keeps open at a time */
	int pool_shops;          /* pool_shops: schemas that the worker keeps ready in each open cell */
	int settle_milliseconds; /* settle_milliseconds: how long what became of a lost commit is asked for */
	int heard_milliseconds;  /* heard_milliseconds: what was known so long ago is too old to serve by */
};

/* NULL, with the reason on stderr, where the file cannot be read or used. Lives until the process ends. */
const struct conf *conf_load(const char *path_or_null);

#endif
