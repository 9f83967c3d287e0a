/*
 * upgrade_room: what the files of upgrade share, and nobody else includes.
 */
#ifndef STOA_OPS_UPGRADE_ROOM_H
#define STOA_OPS_UPGRADE_ROOM_H

#include "ops/doctor_room.h"

/* Servers, their settings, disks and open transactions; *reachable: false where the platform is not. */
void upgrade_servers(struct doctor *, bool *reachable);
/* The scope's cell: who owns its schemas, and half-built indexes. */
void upgrade_cell(struct doctor *, const char *what);

#endif
