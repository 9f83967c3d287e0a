/*
 * money: integer minor units with their currency (ISO 4217), and the only arithmetic allowed on them.
 *
 * Overflow aborts: no sum of real prices reaches 2^63, and limits.h caps what comes from outside. Formatting for people
 * is kit/text's (ICU); exponents come from ICU as well (kit/text: text_currency_digits).
 */
#ifndef STOA_BASE_MONEY_H
#define STOA_BASE_MONEY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct money {
	int64_t minor;
	char currency[4]; /* "EUR"; "" in a zeroed struct */
};

struct money money_of(int64_t minor, const char *currency);
/* Both in one currency, else abort. */
struct money money_add(struct money, struct money);
struct money money_sub(struct money, struct money);
struct money money_times(struct money, int64_t quantity);

/* value * num / den, rounded half away from zero (commercial rounding); 128 bits inside; den > 0. */
int64_t money_muldiv(int64_t value, int64_t num, int64_t den);

/*
 * Shares total over n weights so that the parts sum to total exactly (largest remainder; ties go to the lower index).
 * Weights >= 0; where all are 0 the first part takes all. parts has room for n.
 */
void money_share(int64_t total, const int64_t *weights, size_t n, int64_t *parts);

#endif
