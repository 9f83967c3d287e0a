/*
 * log: one line a happening on stderr, `key=value` pairs; values with blanks are quoted and escaped. Where stderr is
 * systemd's journal each begins with its priority, which the journal takes off.
 *
 * No personal value and no secret is ever passed here: ids and codes only.
 */
#ifndef STOA_BASE_LOG_H
#define STOA_BASE_LOG_H

struct ctx;

enum log_level { LOG_DEBUG, LOG_INFO, LOG_WARN, LOG_ERROR, LOG__MAX };

/* The executable's name stands in every line. */
void log_init(const char *program, enum log_level least);
/* ctx may be NULL; else request id, tenant and the trace of another request that caused this one are added. fmt is
 * "key=%s other=%d"; the level is written as level=. */
void log_event(const struct ctx *, enum log_level, const char *event, const char *fmt, ...)
    __attribute__((format(printf, 4, 5)));
/* A broken invariant: logs and aborts. */
_Noreturn void log_bug(const char *file, int line, const char *what);
#define BUG_IF(cond) ((cond) ? log_bug(__FILE__, __LINE__, #cond) : (void)0)

#endif
