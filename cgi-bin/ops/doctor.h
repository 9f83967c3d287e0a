/*
 * doctor: says of each thing that an installation needs whether it is well, and what to do where it is not.
 */
#ifndef STOA_OPS_DOCTOR_H
#define STOA_OPS_DOCTOR_H

#include <stdbool.h>

#include "base/ctx.h"

/* One line a check on stdout, "ok" or "FAIL"; false where any failed. */
bool doctor_run(struct ctx *);

#endif
