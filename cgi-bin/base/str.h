/*
 * str: small helpers on C strings, and UTF-8 at the border.
 */
#ifndef STOA_BASE_STR_H
#define STOA_BASE_STR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;

bool str_eq(const char *, const char *); /* NULL equals only NULL */
bool str_empty(const char *);            /* NULL or "" */
bool str_starts(const char *s, const char *prefix);
bool str_ends(const char *s, const char *suffix);
/* ASCII lower case, in the arena. */
char *str_lower(struct arena *, const char *);
/* Without white space (ASCII and U+00A0, U+3000) at either end; runs inside are kept. */
char *str_trim(struct arena *, const char *);
/* The whole string is a decimal integer within [min, max]; else false and *out untouched. No blanks, no '+'. */
bool str_to_int(const char *, int64_t min, int64_t max, int64_t *out);
/* The decimal digits, after a '-' where it is negative, without a NUL; gives their number. */
enum { STR_INT_MAX = 20 };
size_t str_int(int64_t, char out[STR_INT_MAX]);
/* Hex in lower case, 2n + 1 bytes to out. */
void str_hex(const uint8_t *, size_t n, char *out);
/* The whole string is 2n digits of either case; else false, with out in any state. */
bool str_unhex(const char *, uint8_t *out, size_t n);
/* 0 to 15; -1 where it is no hexadecimal digit. */
int str_hex_digit(char);
/* Compares in time that depends on n only. */
bool str_equal_secret(const void *, const void *, size_t n);

/* Well-formed UTF-8 (RFC 3629: no surrogates, no overlong forms), without NUL and without C0 controls but TAB, LF, CR.
 */
bool utf8_clean(const char *, size_t n);
/* Bytes of the character that starts s[0..n), n > 0, as utf8_clean() takes it; 0 where there is none. */
size_t utf8_step(const char *s, size_t n);
/* Code points in a valid string. */
size_t utf8_length(const char *);
/* Bytes of the longest prefix that has at most max_points code points. */
size_t utf8_prefix(const char *, size_t max_points);

/* strlcpy as in BSD: always terminates, returns strlen(src). */
size_t str_copy(char *dst, const char *src, size_t size);

#endif
