#include "base/conf.h"
#include "cache/breaker.h"
#include "cache/cache.h"
#include "ops/doctor_room.h"
#include "shop/payment.h"

/* What the programs of this box have met; nobody is called. */
void doctor_providers(struct doctor *d)
{
	struct breaker *b = breaker_look(d->ctx->conf->cache_dir);
	const struct payment_provider *p;
	int64_t n[BREAKER_STATE__MAX];

	for (size_t i = 0; b && (p = payment_provider_at(i)) != NULL; i++) {
		if (!p->needs_keys)
			continue;
		breaker_count(b, p->name, cache_clock(), n);
		if (n[BREAKER_OPEN] + n[BREAKER_HALF_OPEN] > 0)
			doctor_note(d, p->name,
			    "does not answer to %lld shops of this box; shoppers are offered other ways to pay, and it "
			    "is tried again by itself",
			    (long long)(n[BREAKER_OPEN] + n[BREAKER_HALF_OPEN]));
		else
			doctor_ok(d, p->name, "no shop of this box goes without it");
	}
	breaker_close(&b);
}
