/*
 * fault: moments at which a test stops a program, so that what can go wrong there does. In the sanitizer build alone;
 * elsewhere nothing of it is there.
 */
#ifndef STOA_WEB_FAULT_H
#define STOA_WEB_FAULT_H

#include <stdint.h>

#include "base/conf.h"

/*
 * Between the reading of a page's data and its storing: while a file "fault-store-TENANT" stands in the runtime
 * directory the process waits, and says so by a file "fault-store-TENANT.reached".
 */
#ifdef __SANITIZE_ADDRESS__
void fault_before_storing(const struct conf *, int64_t tenant_id);
#else
static inline void fault_before_storing(const struct conf *conf, int64_t tenant_id)
{
	(void)conf;
	(void)tenant_id;
}
#endif

#endif
