/*
 * upgrade: says before an upgrade what would go wrong with it.
 *
 * Meant for the stoactl of the version that is to be installed, while the version before is at work. It changes
 * nothing.
 */
#ifndef STOA_OPS_UPGRADE_H
#define STOA_OPS_UPGRADE_H

#include <stdbool.h>

#include "base/ctx.h"

/* One line a finding on stdout: "ok", "note" (nothing to do first), or "FAIL"; false where any failed. */
bool upgrade_check(struct ctx *);

#endif
