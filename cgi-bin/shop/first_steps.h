/*
 * first_steps: what a new shop still needs before somebody can buy from it. Most of it is told from the shop itself; of
 * some things (no tax, nothing for shipping) only the merchant knows that they are meant so, and says it.
 */
#ifndef STOA_SHOP_FIRST_STEPS_H
#define STOA_SHOP_FIRST_STEPS_H

#include <stdbool.h>

#include "base/ctx.h"

enum first_step { STEP_NAME, STEP_LOOK, STEP_PRODUCTS, STEP_TAXES, STEP_SHIPPING, STEP_PAYMENT, STEP_LEGAL, STEP__MAX };

struct first_steps {
	bool done[STEP__MAX];
	int n_done;
};

enum err_code first_steps_read(struct ctx *, struct first_steps *out);

/* The word by which forms name a step. */
const char *first_step_code(enum first_step);
/* A shop without goods sells nothing, however it is meant. */
bool first_step_can_settle(enum first_step);
/* It is meant to be as it is. ERR_MALFORMED for a word that names no step of which that can be said. */
enum err_code first_step_settle(struct ctx *, const char *code);

#endif
