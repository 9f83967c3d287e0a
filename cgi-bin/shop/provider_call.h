/*
 * provider_call: one request to a payment provider, in turn: a provider may take seconds, so one shop's shoppers hold
 * few of our processes for that (conf's shop_calls), and all shops' leave some (all_calls).
 */
#ifndef STOA_SHOP_PROVIDER_CALL_H
#define STOA_SHOP_PROVIDER_CALL_H

#include "net/fetch.h"

/* body NULL: a GET. ERR_LIMIT where too many wait already; else as fetch_post(). Never inside a transaction. */
enum err_code provider_call(struct ctx *, const struct fetch_post *, struct fetch_answer *out);

#endif
