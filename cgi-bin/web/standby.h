/*
 * standby: who may be shown what a standby of the cell's database says (db.h, db_read_aside()): readers of a program
 * that only shows, that have not just written, while changes are heard of.
 */
#ifndef STOA_WEB_STANDBY_H
#define STOA_WEB_STANDBY_H

#include "web/engine.h"

/* For the request at hand; its head has been read. */
void standby_allow(const struct engine *, struct ctx *, const struct exchange *);

#endif
