#include "ops/doctor.h"

#include <stdarg.h>
#include <stdio.h>

#include "ops/doctor_room.h"

static void line(const char *state, const char *what, const char *fmt, va_list ap)
{
	printf("%-4s  %s: ", state, what);
	vprintf(fmt, ap);
	putchar('\n');
}

void doctor_ok(struct doctor *d, const char *what, const char *fmt, ...)
{
	va_list ap;

	(void)d;
	va_start(ap, fmt);
	line("ok", what, fmt, ap);
	va_end(ap);
}

void doctor_note(struct doctor *d, const char *what, const char *fmt, ...)
{
	va_list ap;

	(void)d;
	va_start(ap, fmt);
	line("note", what, fmt, ap);
	va_end(ap);
}

void doctor_fail(struct doctor *d, const char *what, const char *fmt, ...)
{
	va_list ap;

	d->failed++;
	va_start(ap, fmt);
	line("FAIL", what, fmt, ap);
	va_end(ap);
}

bool doctor_run(struct ctx *ctx)
{
	static void (*const parts[])(
	    struct doctor *) = { doctor_files, doctor_databases, doctor_mail, doctor_providers };
	struct doctor d = { .ctx = ctx };

	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++)
		parts[i](&d);
	return d.failed == 0;
}
