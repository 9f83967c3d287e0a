/*
 * doctor_room: what the files of doctor share, and nobody else includes.
 */
#ifndef STOA_OPS_DOCTOR_ROOM_H
#define STOA_OPS_DOCTOR_ROOM_H

#include "base/ctx.h"

struct doctor {
	struct ctx *ctx;
	int failed; /* checks so far, by doctor_fail() */
};

/* A line each on stdout; what: the name of the thing, as settings or Postgres call it. */
void doctor_ok(struct doctor *, const char *what, const char *fmt, ...) __attribute__((format(printf, 3, 4)));
/* Nothing to be done about it first. */
void doctor_note(struct doctor *, const char *what, const char *fmt, ...) __attribute__((format(printf, 3, 4)));
/* The text says what is wrong and, after a semicolon, what to do. */
void doctor_fail(struct doctor *, const char *what, const char *fmt, ...) __attribute__((format(printf, 3, 4)));

/* The parts, each a file doctor_NAME.c. None stops at its first finding, and none changes anything. */
void doctor_databases(struct doctor *); /* platform, cells, roles and who may log in as them */
void doctor_files(struct doctor *);     /* settings, key file, templates, translations, the reader of pictures */
void doctor_mail(struct doctor *);      /* whether the mail server takes a connection */
void doctor_providers(struct doctor *); /* whom shops of this box leave alone */

#endif
