/*
 * label: an address as lines, as its country sets them.
 */
#ifndef STOA_CHECKOUT_LABEL_H
#define STOA_CHECKOUT_LABEL_H

#include "base/ctx.h"
#include "shop/address.h"
#include "web/parts.h"

struct address_part address_label(struct ctx *, const struct address *);

#endif
