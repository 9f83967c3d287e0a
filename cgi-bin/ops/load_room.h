/*
 * load_room: what the files of load share, and nobody else includes.
 */
#ifndef STOA_OPS_LOAD_ROOM_H
#define STOA_OPS_LOAD_ROOM_H

#include "base/ctx.h"
#include "db/db.h"
#include "kit/json.h"
#include "ops/load.h"

/* Ids by code, as rows are made. */
struct code_ids {
	const char **codes;
	int64_t *ids;
	size_t n;
};

struct load {
	const struct json *shop;           /* shop.json */
	const struct json *const *batches; /* arrays of products */
	size_t n_batches;
	const char *folder; /* of shop.json; pictures are beside it */
	struct texts locales;
	const char *currency;
	const char *time_zone;
	struct code_ids zones, categories, attributes;
	struct load_report report;
};

/* 0 for an unknown code. */
int64_t code_id(const struct code_ids *, const char *code);
/* room: how many may be added. */
void code_ids_init(struct ctx *, struct code_ids *, size_t room);
void code_ids_add(struct code_ids *, const char *code, int64_t id);

/* JSON text of a member for a jsonb column; "{}" where missing. */
const char *json_label(struct ctx *, const struct json *, const char *path);
/* "2026-01-10": the start of that day in the shop's time zone. */
enum err_code load_day(struct ctx *, const struct load *, const char *date, int64_t *out);
/* A decimal string in the currency. */
enum err_code load_money(struct ctx *, const char *decimal, const char *currency, int64_t *minor);
/* TEXT of one locale; ERR_MALFORMED where missing. */
enum err_code load_text(struct ctx *, const struct json *, const char *name, const char *locale, const char **out);
/* A list of texts. */
enum err_code load_strings(struct ctx *, const struct json *list, struct texts *out);

/* Each writes its part inside the transaction. */
enum err_code load_settings(struct ctx *, struct load *);
enum err_code load_selling(struct ctx *, struct load *);
enum err_code load_contents(struct ctx *, struct load *);
enum err_code load_products(struct ctx *, struct load *);
/* Outside of any transaction. */
enum err_code load_orders(struct ctx *, struct load *);

#endif
