#include "ops/doctor.h"
#include "ops/upgrade.h"
#include "stoactl/stoactl.h"

enum err_code run_doctor(struct ctx *ctx, const struct args *args)
{
	(void)args;
	/* The lines have said what is wrong. */
	if (doctor_run(ctx))
		return ERR_OK;
	err_clear(ctx);
	return ERR_CONFLICT;
}

enum err_code run_upgrade_check(struct ctx *ctx, const struct args *args)
{
	(void)args;
	if (upgrade_check(ctx))
		return ERR_OK;
	err_clear(ctx);
	return ERR_CONFLICT;
}
