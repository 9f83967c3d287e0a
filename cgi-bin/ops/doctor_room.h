/*
 * doctor_room: what the files of doctor share, and nobody else includes.
 */
#ifndef STOA_OPS_DOCTOR_ROOM_H
#define STOA_OPS_DOCTOR_ROOM_H

#include "base/ctx.h"

struct doctor {
	struct ctx *ctx;
	int failed;
};

void doctor_ok(struct doctor *, const char *what, const char *fmt, ...) __attribute__((format(printf, 3, 4)));
/* Nothing to be done about it first. */
void doctor_note(struct doctor *, const char *what, const char *fmt, ...) __attribute__((format(printf, 3, 4)));
/* The text says what is wrong and, after a semicolon, what to do. */
void doctor_fail(struct doctor *, const char *what, const char *fmt, ...) __attribute__((format(printf, 3, 4)));

void doctor_databases(struct doctor *);
void doctor_files(struct doctor *);
void doctor_mail(struct doctor *);
void doctor_providers(struct doctor *);

#endif
