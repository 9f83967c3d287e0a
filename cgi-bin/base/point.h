/*
 * point: moments before and after each statement and each call to another service, at which a test ends the process as
 * kill -9 would. In the sanitizer build alone; elsewhere nothing of it is there.
 *
 * The environment's STOA_POINTS names a folder. Each moment adds a line "PROGRAM PID WHEN NAME" to its file "hits", and
 * where the folder holds a file "PROGRAM WHEN NAME" ('/' is ':' in it) with a number, the moment that brings this down
 * to 0 takes the file away, adds "PROGRAM PID killed WHEN NAME", and is the process's last.
 *
 * Names: "sql QUERY"; "COMMIT QUERY" and "ROLLBACK QUERY", by the statement before it; "http METHOD PATH", ids folded
 * to '*'; "smtp".
 */
#ifndef STOA_BASE_POINT_H
#define STOA_BASE_POINT_H

enum point_when { POINT_BEFORE, POINT_AFTER }; /* nothing is sent yet; the answer is there */

#ifdef __SANITIZE_ADDRESS__
void point_statement(enum point_when, const char *query);
/* A word of a transaction is sent; of COMMIT and ROLLBACK the moment before is one, and the one after is by what
 * follows. */
void point_word(const char *word);
/* All that was sent is answered. */
void point_answered(void);
void point_call(enum point_when, const char *method, const char *url);
void point_mail(enum point_when);
#else
static inline void point_statement(enum point_when when, const char *query)
{
	(void)when;
	(void)query;
}

static inline void point_word(const char *word)
{
	(void)word;
}

static inline void point_answered(void)
{
}

static inline void point_call(enum point_when when, const char *method, const char *url)
{
	(void)when;
	(void)method;
	(void)url;
}

static inline void point_mail(enum point_when when)
{
	(void)when;
}
#endif

#endif
