#include "unit.h"

#include "base/conf.h"

#define NEEDED "platform_database = service=stoa_platform\nkey_file = /etc/stoa/key\n"

static const struct conf *load(const char *text)
{
	return conf_load(unit_file(text));
}

static void fills_standards(void **state)
{
	(void)state;
	const struct conf *c = load(NEEDED);
	assert_non_null(c);
	assert_string_equal(c->platform_db, "service=stoa_platform");
	assert_string_equal(c->cell_db, "service=%s");
	assert_string_equal(c->role_prefix, "stoa_");
	assert_string_equal(c->demopay_url, "");
	assert_string_equal(c->smtp_tls, "require");
	assert_string_equal(c->public_scheme, "https");
	assert_true(c->processes > 0);
	assert_int_equal(c->template_dir[0], '/');
}

static void reads_values(void **state)
{
	(void)state;
	const struct conf *c =
	    load("# a comment\n\n  public_port =  8080 \r\nsmtp_tls=off\nasset_base = https://cdn.example/a\n"
	         "cell_database = host=/run/db dbname=%s\ndemopay_url =\n" NEEDED);
	assert_non_null(c);
	assert_int_equal(c->public_port, 8080);
	assert_string_equal(c->smtp_tls, "off");
	assert_string_equal(c->asset_base, "https://cdn.example/a");
	assert_string_equal(c->cell_db, "host=/run/db dbname=%s");
}

static void reads_rates_and_networks(void **state)
{
	(void)state;
	const struct conf *c = load(NEEDED "limit_address_pages = 90/20\nlimit_shop_hooks=off\n"
	                                   "trusted_proxies = 10.0.0.0/8, 2001:db8::/32 192.0.2.1\n");
	assert_non_null(c);
	assert_int_equal(c->address_pages.per_minute, 90);
	assert_int_equal(c->address_pages.at_once, 20);
	assert_int_equal(c->shop_hooks.per_minute, 0);
	assert_true(c->shop_pages.per_minute > c->shop_made.per_minute);
	assert_string_equal(c->trusted_proxies, "10.0.0.0/8, 2001:db8::/32 192.0.2.1");
	assert_string_equal(c->proxy_header, "any");
	static const char *const bad[] = { "limit_address_pages = 90", "limit_address_pages = 0/20",
		"limit_address_pages = 90/", "limit_address_pages = 1/61", "limit_address_pages = /5",
		"limit_address_pages = 9 0/5", "trusted_proxies = 10.0.0.0/33", "trusted_proxies = proxy.example",
		"trusted_proxies = 2001:db8::/129", "limit_exempt = 10.0.0.0/", "limit_shop_share = 0",
		"proxy_header = via" };
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		char text[300];
		snprintf(text, sizeof text, NEEDED "%s\n", bad[i]);
		assert_null(load(text));
	}
}

static void paths_are_relative_to_the_file(void **state)
{
	char want[400];

	(void)state;
	const struct conf *c = load("platform_database = x\nkey_file = keys/main\nsmtp_ca_file =\n");
	assert_non_null(c);
	snprintf(want, sizeof want, "%s/keys/main", unit_folder);
	assert_string_equal(c->key_file, want);
	assert_string_equal(c->smtp_ca_file, "");
}

static void is_named_by_the_environment(void **state)
{
	(void)state;
	setenv("STOA_CONF", unit_file(NEEDED "processes = 3\n"), 1);
	const struct conf *c = conf_load(NULL);
	unsetenv("STOA_CONF");
	assert_non_null(c);
	assert_int_equal(c->processes, 3);
}

static void refuses_what_it_cannot_use(void **state)
{
	static const char *const bad[] = {
		"key_file = /k\n",
		"platform_database =\nkey_file = /k\n",
		NEEDED "colour = red\n",
		NEEDED "processes = 0\n",
		NEEDED "processes = many\n",
		NEEDED "processes\n",
		NEEDED "processes = 1\nprocesses = 1\n",
		NEEDED "public_port = 65536\n",
		NEEDED "public_scheme = ftp\n",
		NEEDED "admin_host = shops.example.com\n",
		NEEDED "smtp_tls =\n",
		NEEDED "cell_database = dbname=cell\n",
		NEEDED "cell_database = %s%s\n",
		NEEDED "cell_database =\n",
		NEEDED "cell_read_database = dbname=copy\n",
		NEEDED "cell_database = %d\n",
		NEEDED "asset_base = assets\n",
		NEEDED "asset_base = /assets/\n",
		NEEDED "smtp_user = \xff\n",
	};

	(void)state;
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		assert_null(load(bad[i]));
	assert_null(conf_load("/nonexistent/stoa.conf"));
}

/* SRCDIR is the source tree's top. */
static void the_example_is_complete(void **state)
{
	static char text[16384];

	(void)state;
	const char *top = getenv("SRCDIR");
	char path[512];
	snprintf(path, sizeof path, "%.400s/contrib/stoa.conf.example", top ? top : ".");
	assert_non_null(conf_load(path));
	FILE *f = fopen(path, "re");
	assert_non_null(f);
	text[fread(text, 1, sizeof text - 1, f)] = '\0';
	fclose(f);
	static const char *const keys[] = { "platform_database", "cell_database", "database_role_prefix", "key_file",
		"template_directory", "locale_directory", "sql_directory", "media_directory", "original_directory",
		"picture_program", "inner_hosts", "foreign_hosts", "asset_base", "media_base", "admin_host",
		"public_scheme", "public_port", "smtp_url", "smtp_user", "smtp_password_file", "smtp_tls",
		"smtp_ca_file", "mail_from_domain", "demopay_url", "trusted_proxies", "runtime_directory",
		"cache_directory", "cache_megabytes", "heard_milliseconds", "poll_milliseconds", "mail_retry_base",
		"mail_seconds", "mail_answer_seconds", "job_seconds", "sweep_seconds", "worker_processes", "processes",
		"proxy_header", "limit_exempt", "limit_address_pages", "limit_address_searches", "limit_address_forms",
		"limit_address_uploads", "limit_shop_pages", "limit_shop_made", "limit_shop_searches",
		"limit_shop_forms", "limit_shop_uploads", "limit_shop_imports", "limit_shop_hooks", "limit_shop_share",
		"limit_shop_calls", "limit_all_calls" };
	for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
		char line[64];
		snprintf(line, sizeof line, "\n%s =", keys[i]);
		char optional[64];
		snprintf(optional, sizeof optional, "\n#%s =", keys[i]);
		assert_true(strstr(text, line) || strstr(text, optional));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		UNIT(fills_standards),
		UNIT(reads_values),
		UNIT(reads_rates_and_networks),
		UNIT(paths_are_relative_to_the_file),
		UNIT(is_named_by_the_environment),
		UNIT(refuses_what_it_cannot_use),
		UNIT(the_example_is_complete),
	};
	return cmocka_run_group_tests_name("conf", tests, NULL, NULL);
}
