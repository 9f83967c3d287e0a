#include "shop/ledger.h"

#include <inttypes.h>
#include <string.h>

#include "base/log.h"
#include "base/str.h"

static const char *const kinds[] = {
	[LEDGER_RECEIVABLE] = "receivable",
	[LEDGER_CASH] = "cash",
	[LEDGER_FEES] = "fees",
	[LEDGER_EXCHANGE] = "exchange",
	[LEDGER_REVENUE] = "revenue",
	[LEDGER_SHIPPING] = "shipping",
	[LEDGER_TAX] = "tax",
	[LEDGER_REFUNDS] = "refunds",
	[LEDGER_DISCOUNTS] = "discounts",
};
_Static_assert(sizeof kinds / sizeof *kinds == LEDGER_KIND__MAX, "each kind has its name");

const char *ledger_kind_name(enum ledger_kind kind)
{
	BUG_IF(kind >= LEDGER_KIND__MAX);
	return kinds[kind];
}

enum ledger_kind ledger_kind_of(const char *account)
{
	size_t n = strcspn(account, ":");
	enum ledger_kind k = 0;

	while (k < LEDGER_KIND__MAX && !(strlen(kinds[k]) == n && strncmp(kinds[k], account, n) == 0))
		k++;
	return k;
}

const char *ledger_account(struct arena *a, enum ledger_kind kind, const char *provider)
{
	if (!provider)
		return ledger_kind_name(kind);
	return arena_printf(a, "%s:%s", ledger_kind_name(kind), provider);
}

const char *ledger_account_rate(struct arena *a, enum ledger_kind kind, const char *country, int64_t ppm)
{
	return arena_printf(a, "%s:%s:%" PRId64, ledger_kind_name(kind), country, ppm);
}

void ledger_begin(struct ledger_entry *e, struct arena *arena)
{
	*e = (struct ledger_entry){ .arena = arena };
}

static void grow(struct ledger_entry *e)
{
	size_t room = e->room ? 2 * e->room : 8;
	const char **debits = ARENA_ARRAY(e->arena, room, const char *);
	const char **credits = ARENA_ARRAY(e->arena, room, const char *);
	int64_t *minors = ARENA_ARRAY(e->arena, room, int64_t);

	if (e->n > 0) {
		memcpy(debits, e->debits, e->n * sizeof *debits);
		memcpy(credits, e->credits, e->n * sizeof *credits);
		memcpy(minors, e->minors, e->n * sizeof *minors);
	}
	e->debits = debits;
	e->credits = credits;
	e->minors = minors;
	e->room = room;
}

void ledger_add(struct ledger_entry *e, const char *debit, const char *credit, int64_t minor)
{
	const char *d = minor < 0 ? credit : debit, *c = minor < 0 ? debit : credit;
	int64_t amount = minor < 0 ? -minor : minor;

	if (minor == 0)
		return;
	for (size_t i = 0; i < e->n; i++)
		if (str_eq(e->debits[i], d) && str_eq(e->credits[i], c)) {
			e->minors[i] += amount;
			return;
		}
	if (e->n == e->room)
		grow(e);
	e->debits[e->n] = d;
	e->credits[e->n] = c;
	e->minors[e->n++] = amount;
}

void ledger_sale(struct ledger_entry *e, const struct ledger_cell *c, int64_t sign)
{
	const char *owed = ledger_account(e->arena, LEDGER_RECEIVABLE, NULL);
	const char *sold =
	    ledger_account_rate(e->arena, c->shipping ? LEDGER_SHIPPING : LEDGER_REVENUE, c->country, c->ppm);

	ledger_add(e, owed, sold, sign * c->net);
	ledger_add(e, owed, ledger_account_rate(e->arena, LEDGER_TAX, c->country, c->ppm), sign * c->tax);
	ledger_add(e, ledger_account_rate(e->arena, LEDGER_DISCOUNTS, c->country, c->ppm), sold, sign * c->discount);
}

void ledger_capture(struct ledger_entry *e, const char *provider, int64_t amount, int64_t moved)
{
	const char *owed = ledger_account(e->arena, LEDGER_RECEIVABLE, NULL);

	ledger_add(e, ledger_account(e->arena, LEDGER_CASH, provider), owed, moved);
	ledger_add(e, ledger_account(e->arena, LEDGER_EXCHANGE, provider), owed, amount - moved);
}

void ledger_refund(struct ledger_entry *e, const char *provider, const struct ledger_cell *c)
{
	const char *cash = ledger_account(e->arena, LEDGER_CASH, provider);

	ledger_add(e, ledger_account_rate(e->arena, LEDGER_REFUNDS, c->country, c->ppm), cash, c->net);
	ledger_add(e, ledger_account_rate(e->arena, LEDGER_TAX, c->country, c->ppm), cash, c->tax);
}

void ledger_refund_rest(struct ledger_entry *e, const char *provider, int64_t credit, int64_t amount, int64_t moved)
{
	const char *cash = ledger_account(e->arena, LEDGER_CASH, provider);

	ledger_add(e, ledger_account(e->arena, LEDGER_RECEIVABLE, NULL), cash, credit);
	ledger_add(e, cash, ledger_account(e->arena, LEDGER_EXCHANGE, provider), amount - moved);
}
