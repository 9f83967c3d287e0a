/*
 * purge: tells the networks in between (purge_urls) which pages to forget. Each of them hears by itself: where one does
 * not answer, it is told all of it later. After a start of the worker each is told to forget everything.
 */
#ifndef STOA_WORKER_PURGE_H
#define STOA_WORKER_PURGE_H

#include "worker/worker.h"

struct purge;

/* NULL where there is nobody to tell. */
struct purge *purge_create(struct worker *);
/* Of a cell, "" for the platform. ERR_DOWN where the database is away; that of a network is only logged. */
enum err_code purge_round(struct worker *, struct purge *, const char *source);

#endif
