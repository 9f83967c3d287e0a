#include "base/conf.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/inet.h"
#include "base/str.h"

enum { CONF_BYTES = 64 * 1024, CONF_ARENA = 16 * 1024 * 1024, RATE_MAX = 100000000 };

enum kind {
	KIND_STR,
	KIND_PATH,    /* relative to the file's folder */
	KIND_BASE,    /* "/path" or an absolute address, without a trailing '/' */
	KIND_PATTERN, /* holds %s once and no other '%'; "" where that is its standard */
	KIND_CHOICE,
	KIND_NETWORKS, /* addresses and networks, between blanks or commas; may be empty */
	KIND_RATE,     /* "600/60": in a minute, at once; "off" */
	KIND_INT
};

struct key {
	const char *name;
	enum kind kind;
	size_t offset;
	const char *standard; /* NULL where the key is required */
	const char *choices;  /* KIND_CHOICE: words between blanks; KIND_STR: what it begins with, NULL for anything */
	int64_t min, max;     /* KIND_INT */
};

#define AT(field) .offset = offsetof(struct conf, field)

static const struct key keys[] = {
	{ "platform_database", KIND_STR, AT(platform_db) },
	{ "cell_database", KIND_PATTERN, AT(cell_db), .standard = "service=%s" },
	{ "cell_read_database", KIND_PATTERN, AT(cell_read_db), .standard = "" },
	{ "database_role_prefix", KIND_STR, AT(role_prefix), .standard = "stoa_" },
	{ "key_file", KIND_PATH, AT(key_file) },
	{ "second_key_file", KIND_PATH, AT(second_key_file), .standard = "" },
	{ "template_directory", KIND_PATH, AT(template_dir), .standard = PKGDATADIR "/templates" },
	{ "locale_directory", KIND_PATH, AT(locale_dir), .standard = LOCALEDIR },
	{ "sql_directory", KIND_PATH, AT(sql_dir), .standard = PKGDATADIR "/sql" },
	{ "media_directory", KIND_PATH, AT(media_dir), .standard = LOCALSTATEDIR "/lib/stoa/media" },
	{ "original_directory", KIND_PATH, AT(original_dir), .standard = LOCALSTATEDIR "/lib/stoa/originals" },
	{ "picture_program", KIND_PATH, AT(picture_program), .standard = "" },
	{ "foreign_hosts", KIND_CHOICE, AT(foreign_hosts), .standard = "any", .choices = "any listed" },
	{ "inner_hosts", KIND_STR, AT(inner_hosts), .standard = "" },
	{ "asset_base", KIND_BASE, AT(asset_base), .standard = "/assets" },
	{ "media_base", KIND_BASE, AT(media_base), .standard = "/media" },
	{ "admin_host", KIND_STR, AT(admin_host), .standard = "admin.localhost",
	    .choices = "admin." }, /* by which the web servers know it */
	{ "public_scheme", KIND_CHOICE, AT(public_scheme), .standard = "https", .choices = "https http" },
	{ "public_port", KIND_INT, AT(public_port), .standard = "0", .min = 0, .max = 65535 },
	{ "smtp_url", KIND_STR, AT(smtp_url), .standard = "" },
	{ "smtp_user", KIND_STR, AT(smtp_user), .standard = "" },
	{ "smtp_password_file", KIND_PATH, AT(smtp_password_file), .standard = "" },
	{ "smtp_tls", KIND_CHOICE, AT(smtp_tls), .standard = "require", .choices = "require try off" },
	{ "smtp_ca_file", KIND_PATH, AT(smtp_ca_file), .standard = "" },
	{ "mail_from_domain", KIND_STR, AT(mail_from_domain), .standard = "localhost" },
	{ "demopay_url", KIND_STR, AT(demopay_url), .standard = "" },
	{ "stripe_url", KIND_STR, AT(stripe_url), .standard = "https://api.stripe.com" },
	{ "stripe_page_url", KIND_STR, AT(stripe_page_url), .standard = "https://checkout.stripe.com" },
	{ "paypal_url", KIND_STR, AT(paypal_url), .standard = "https://api-m.paypal.com" },
	{ "paypal_sandbox_url", KIND_STR, AT(paypal_sandbox_url), .standard = "https://api-m.sandbox.paypal.com" },
	{ "paypal_page_urls", KIND_STR, AT(paypal_page_urls),
	    .standard = "https://www.paypal.com https://www.sandbox.paypal.com" },
	{ "trusted_proxies", KIND_NETWORKS, AT(trusted_proxies), .standard = "" },
	{ "proxy_header", KIND_CHOICE, AT(proxy_header), .standard = "any",
	    .choices = "any x-forwarded-for forwarded" },
	{ "runtime_directory", KIND_PATH, AT(runtime_dir), .standard = "/run/stoa" },
	{ "cache_directory", KIND_PATH, AT(cache_dir), .standard = LOCALSTATEDIR "/cache/stoa" },
	{ "cache_megabytes", KIND_INT, AT(cache_megabytes), .standard = "256", .min = 0, .max = 1048576 },
	{ "heard_milliseconds", KIND_INT, AT(heard_milliseconds), .standard = "2000", .min = 0, .max = 30000 },
	{ "poll_milliseconds", KIND_INT, AT(poll_milliseconds), .standard = "100", .min = 10, .max = 1000 },
	{ "settle_milliseconds", KIND_INT, AT(settle_milliseconds), .standard = "3000", .min = 100, .max = 60000 },
	{ "limit_exempt", KIND_NETWORKS, AT(limit_exempt), .standard = "" },
	{ "limit_address_pages", KIND_RATE, AT(address_pages), .standard = "3000/600" },
	{ "limit_address_searches", KIND_RATE, AT(address_searches), .standard = "600/120" },
	{ "limit_address_forms", KIND_RATE, AT(address_forms), .standard = "600/120" },
	{ "limit_address_uploads", KIND_RATE, AT(address_uploads), .standard = "60/30" },
	{ "limit_shop_pages", KIND_RATE, AT(shop_pages), .standard = "240000/8000" },
	{ "limit_shop_made", KIND_RATE, AT(shop_made), .standard = "12000/30" },
	{ "limit_shop_searches", KIND_RATE, AT(shop_searches), .standard = "2400/20" },
	{ "limit_shop_forms", KIND_RATE, AT(shop_forms), .standard = "3000/30" },
	{ "limit_shop_uploads", KIND_RATE, AT(shop_uploads), .standard = "60/10" },
	{ "limit_shop_imports", KIND_RATE, AT(shop_imports), .standard = "12/4" },
	{ "limit_shop_hooks", KIND_RATE, AT(shop_hooks), .standard = "6000/600" },
	{ "limit_shop_share", KIND_INT, AT(shop_share), .standard = "50", .min = 1, .max = 100 },
	{ "limit_shop_calls", KIND_INT, AT(shop_calls), .standard = "0", .min = 0, .max = 100 },
	{ "limit_all_calls", KIND_INT, AT(all_calls), .standard = "50", .min = 1, .max = 100 },
	{ "provider_milliseconds", KIND_INT, AT(provider_milliseconds), .standard = "2500", .min = 100, .max = 30000 },
	{ "provider_pause_milliseconds", KIND_INT, AT(provider_pause_milliseconds), .standard = "5000", .min = 10,
	    .max = 600000 },
	{ "frame_megabytes", KIND_INT, AT(frame_megabytes), .standard = "24", .min = 0, .max = 4096 },
	{ "metrics_token_file", KIND_PATH, AT(metrics_token_file), .standard = "" },
	{ "cdn_seconds", KIND_INT, AT(cdn_seconds), .standard = "0", .min = 0, .max = 31536000 },
	{ "cdn_stale_seconds", KIND_INT, AT(cdn_stale_seconds), .standard = "60", .min = 0, .max = 31536000 },
	{ "purge_urls", KIND_STR, AT(purge_urls), .standard = "" },
	{ "mail_retry_base", KIND_INT, AT(mail_retry_base), .standard = "60", .min = 1, .max = 86400 },
	{ "mail_seconds", KIND_INT, AT(mail_seconds), .standard = "30", .min = 1, .max = 3600 },
	{ "mail_answer_seconds", KIND_INT, AT(mail_answer_seconds), .standard = "600", .min = 1, .max = 3600 },
	{ "job_seconds", KIND_INT, AT(job_seconds), .standard = "300", .min = 5, .max = 3600 },
	{ "sweep_seconds", KIND_INT, AT(sweep_seconds), .standard = "3600", .min = 1, .max = 86400 },
	{ "worker_processes", KIND_INT, AT(worker_processes), .standard = "4", .min = 1, .max = 64 },
	{ "processes", KIND_INT, AT(processes), .standard = "8", .min = 1, .max = 256 },
	{ "cell_connections", KIND_INT, AT(cell_connections), .standard = "8", .min = 1, .max = 1000 },
	{ "pool_shops", KIND_INT, AT(pool_shops), .standard = "8", .min = 0, .max = 10000 },
};

enum { KEYS = sizeof keys / sizeof *keys };

struct load {
	struct arena *arena;
	const char *path;
	const char *folder;
	struct conf *conf;
	bool seen[KEYS];
};

/* Settings live as long as the process, however often a test loads some. */
static struct arena *held;

static bool complain(const struct load *l, int line, const char *what, const char *name)
{
	if (line)
		fprintf(stderr, "%s:%d: %s \"%s\"\n", l->path, line, what, name);
	else
		fprintf(stderr, "%s: %s \"%s\"\n", l->path, what, name);
	return false;
}

static bool listed(const char *choices, const char *word)
{
	size_t n = strlen(word);

	for (const char *p = choices; n && *p; p += strspn(p, " ")) {
		size_t len = strcspn(p, " ");
		if (len == n && memcmp(p, word, n) == 0)
			return true;
		p += len;
	}
	return false;
}

static bool is_pattern(const char *s)
{
	const char *hole = strchr(s, '%');

	return hole && hole[1] == 's' && !strchr(hole + 1, '%');
}

static bool is_base(const char *s)
{
	return (str_starts(s, "/") || str_starts(s, "https://") || str_starts(s, "http://")) && !str_ends(s, "/");
}

static bool set_int(struct load *l, const struct key *k, const char *value)
{
	int64_t v;

	if (!str_to_int(value, k->min, k->max, &v))
		return false;
	*(int *)(void *)((char *)l->conf + k->offset) = (int)v;
	return true;
}

/* A bucket takes at most an hour to fill (cache/quota.h). */
static bool set_rate(struct load *l, const struct key *k, const char *value)
{
	const char *slash = strchr(value, '/');
	struct conf_rate *rate = (struct conf_rate *)(void *)((char *)l->conf + k->offset);
	int64_t per_minute, at_once;

	if (str_eq(value, "off")) {
		*rate = (struct conf_rate){ 0 };
		return true;
	}
	if (!slash || !str_to_int(arena_strndup(l->arena, value, (size_t)(slash - value)), 1, RATE_MAX, &per_minute) ||
	    !str_to_int(slash + 1, 1, RATE_MAX, &at_once) || at_once > 60 * per_minute)
		return false;
	*rate = (struct conf_rate){ (int)per_minute, (int)at_once };
	return true;
}

static bool set(struct load *l, const struct key *k, const char *value)
{
	const char **field = (const char **)(void *)((char *)l->conf + k->offset);

	if (!k->standard && !*value)
		return false;
	switch (k->kind) {
	case KIND_INT:
		return set_int(l, k, value);
	case KIND_RATE:
		return set_rate(l, k, value);
	case KIND_NETWORKS:
		if (!inet_list_valid(value))
			return false;
		break;
	case KIND_PATTERN:
		if ((*value || *k->standard) && !is_pattern(value))
			return false;
		break;
	case KIND_BASE:
		if (!is_base(value))
			return false;
		break;
	case KIND_CHOICE:
		if (!listed(k->choices, value))
			return false;
		break;
	case KIND_PATH:
		if (*value && *value != '/')
			value = arena_printf(l->arena, "%s/%s", l->folder, value);
		break;
	case KIND_STR:
		if (k->choices && !str_starts(value, k->choices))
			return false;
		break;
	}
	*field = value;
	return true;
}

static bool take(struct load *l, int line, const char *name, const char *value)
{
	for (size_t i = 0; i < KEYS; i++) {
		if (!str_eq(keys[i].name, name))
			continue;
		if (l->seen[i])
			return complain(l, line, "key set twice:", name);
		l->seen[i] = true;
		if (set(l, &keys[i], value))
			return true;
		if (keys[i].kind == KIND_STR && keys[i].choices)
			return complain(l, line, arena_printf(l->arena, "%s begins with", name), keys[i].choices);
		return complain(l, line, "value cannot be used for", name);
	}
	return complain(l, line, "unknown key", name);
}

static bool read_line(struct load *l, int number, const char *text)
{
	const char *line = str_trim(l->arena, text);
	const char *equals = strchr(line, '=');

	if (!*line || *line == '#')
		return true;
	if (!equals)
		return complain(l, number, "expected key = value, found", line);
	const char *name = str_trim(l->arena, arena_strndup(l->arena, line, (size_t)(equals - line)));
	return take(l, number, name, str_trim(l->arena, equals + 1));
}

static bool read_lines(struct load *l, char *text)
{
	int number = 0;

	while (text) {
		char *end = strchr(text, '\n');
		if (end)
			*end = '\0';
		if (!read_line(l, ++number, text))
			return false;
		text = end ? end + 1 : NULL;
	}
	return true;
}

static bool fill_standards(struct load *l)
{
	for (size_t i = 0; i < KEYS; i++) {
		if (l->seen[i])
			continue;
		if (!keys[i].standard)
			return complain(l, 0, "missing key", keys[i].name);
		if (!set(l, &keys[i], keys[i].standard))
			return complain(l, 0, "no usable standard for", keys[i].name);
	}
	return true;
}

static char *read_whole(struct arena *a, const char *path)
{
	char *text = arena_alloc(a, CONF_BYTES + 1);
	FILE *f = fopen(path, "re");

	if (!f) {
		fprintf(stderr, "%s: could not open settings: %s\n", path, strerror(errno));
		return NULL;
	}
	size_t n = fread(text, 1, CONF_BYTES + 1, f);
	bool failed = ferror(f);
	fclose(f);
	if (failed || n > CONF_BYTES || !utf8_clean(text, n)) {
		fprintf(stderr, "%s: could not read settings: not a text file of at most 64 KB\n", path);
		return NULL;
	}
	return text;
}

const struct conf *conf_load(const char *path)
{
	struct load l = { .path = path };
	char resolved[4096];

	if (!l.path)
		l.path = getenv("STOA_CONF");
	if (str_empty(l.path))
		l.path = SYSCONFDIR "/stoa.conf";
	if (!held)
		held = arena_create(CONF_ARENA);
	l.arena = held;
	l.conf = ARENA_NEW(held, struct conf);
	char *text = read_whole(held, l.path);
	if (!text)
		return NULL;
	if (strlen(l.path) >= sizeof resolved || !realpath(l.path, resolved)) {
		fprintf(stderr, "%s: could not resolve the folder: %s\n", l.path, strerror(errno));
		return NULL;
	}
	*strrchr(resolved, '/') = '\0';
	l.folder = arena_strdup(held, resolved);
	return read_lines(&l, text) && fill_standards(&l) ? l.conf : NULL;
}
