/*
 * payment_demo: the demo provider, on both sides: what a shop sends to its page and reads from its notices, and what
 * the executable demopay does with them. It moves no money; it is there only where demopay_url is set.
 *
 * The page's address is demopay_url "/pay/" and a blob: the order as a signed token (purpose "demopay"). A notice is
 * JSON with the header stoa-demo-signature: t=UNIX,v1=HEX, HMAC-SHA256 over "t.body" with a subkey of the shop (purpose
 * "demopay-notice").
 */
#ifndef STOA_SHOP_PAYMENT_DEMO_H
#define STOA_SHOP_PAYMENT_DEMO_H

#include "shop/payment.h"

#define DEMOPAY_SIGNATURE_HEADER "stoa-demo-signature"

/* What is to be paid, as the shop sent it. */
struct demopay_order {
	int64_t tenant_id;
	const char *key;
	struct money amount;
	const char *number;
	const char *locale;
	const char *shop;       /* its title in that locale */
	const char *return_url; /* where the shopper goes afterwards */
	const char *notice_url; /* where the notice is posted */
};

/* ERR_MALFORMED where no shop of ours made it, ERR_CONFLICT where it is older than a day. */
enum err_code demopay_read(struct ctx *, const char *blob, struct demopay_order *out);

struct demopay_notice {
	const char *body;
	size_t length;
	const char *signature; /* value of DEMOPAY_SIGNATURE_HEADER */
};

/* A new notice, signed at ctx->now. result: PAYMENT_CAPTURED, PAYMENT_FAILED or PAYMENT_CANCELLED, else abort. */
void demopay_notice(struct ctx *, const struct demopay_order *, enum payment_result, struct demopay_notice *out);

#endif
