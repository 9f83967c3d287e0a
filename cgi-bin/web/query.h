/*
 * query: of a link's query what is ours to read. Advertisers and mail senders hang names on links to us: part of no
 * form of ours, no reason to refuse a shopper, and none to make (or keep) a page once more.
 */
#ifndef STOA_WEB_QUERY_H
#define STOA_WEB_QUERY_H

#include <stddef.h>

#include "base/ctx.h"
#include "http/request.h"

/* The decoded pairs without theirs. */
const struct pair *query_own_args(struct ctx *, const struct request *, size_t *n);
/* The query as it was sent, without theirs and without empty pieces: "f=material.oak&page=2". */
const char *query_own(struct ctx *, const struct request *);

#endif
