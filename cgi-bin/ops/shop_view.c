#include "ops/shop_view.h"

#include <stdio.h>

#include "base/str.h"
#include "kit/text.h"
#include "queries.h"

static const char *host_of(const char *host)
{
	return host ? host : "-";
}

enum err_code shop_print_all(struct ctx *ctx)
{
	struct tenant_list_row *rows;
	size_t n;
	enum err_code err = q_tenant_list(ctx, &rows, &n);

	for (size_t i = 0; i < n; i++)
		printf("%lld\t%s\t%s\t%s\t%s\n", (long long)rows[i].id, rows[i].name, rows[i].cell, rows[i].state,
		    host_of(rows[i].primary_host));
	return err;
}

enum err_code shop_names(struct ctx *ctx, struct texts *out)
{
	struct tenant_list_row *rows;
	const char **v;
	size_t n;
	enum err_code err = q_tenant_list(ctx, &rows, &n);

	if (err)
		return err;
	v = ARENA_ARRAY(ctx->arena, n, const char *);
	*out = (struct texts){ .v = v };
	for (size_t i = 0; i < n; i++)
		if (str_eq(rows[i].state, "active") || str_eq(rows[i].state, "suspended"))
			v[out->n++] = rows[i].name;
	return ERR_OK;
}

static enum err_code print_settings(struct ctx *ctx, const struct tenant_by_name_row *t)
{
	struct settings_get_row s;
	enum err_code err;

	db_scope(ctx->db, t->id, t->cell);
	err = q_settings_get_one(ctx, &(struct settings_get_in){ .locale = NULL }, &s);
	if (err)
		return err;
	printf("title\t%s\ncurrency\t%s\ncountry\t%s\ntax mode\t%s\ntime zone\t%s\nlocales\t", s.title, s.currency,
	    s.country, s.tax_mode, s.time_zone);
	for (size_t i = 0; i < s.locales.n; i++)
		printf("%s%s", i > 0 ? "," : "", s.locales.v[i]);
	putchar('\n');
	return ERR_OK;
}

enum err_code shop_print(struct ctx *ctx, const char *name)
{
	struct tenant_by_name_row t;
	struct domain_list_row *domains;
	struct tenant_staff_row *staff;
	size_t n_domains, n_staff;
	enum err_code err = q_tenant_by_name_one(ctx, &(struct tenant_by_name_in){ .name = name }, &t);

	if (err == ERR_NOT_FOUND)
		return err_set(ctx, err, "there is no shop named \"%s\" (stoactl tenant list)", name);
	if (err)
		return err;
	q_domain_list_queue(ctx, &(struct domain_list_in){ .tenant_id = t.id }, &domains, &n_domains);
	q_tenant_staff_queue(ctx, &(struct tenant_staff_in){ .tenant_id = t.id }, &staff, &n_staff);
	err = db_flush(ctx);
	if (err)
		return err;
	printf("id\t%lld\nname\t%s\nstate\t%s\ncell\t%s\ncreated\t%s\n", (long long)t.id, t.name, t.state, t.cell,
	    text_datetime(ctx->arena, "en", "UTC", t.created_at));
	for (size_t i = 0; i < n_domains; i++)
		printf("host\t%s%s\n", domains[i].host, domains[i].is_primary ? "\tprimary" : "");
	for (size_t i = 0; i < n_staff; i++)
		printf("staff\t%s\t%s\n", staff[i].email, staff[i].role);
	return str_eq(t.state, "creating") ? ERR_OK : print_settings(ctx, &t);
}
