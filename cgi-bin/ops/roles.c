#include "ops/roles.h"

#include "base/conf.h"

const char *const role_programs[ROLES_OF_PROGRAMS] = { "storefront", "cart", "checkout", "webhook", "admin", "worker",
	"metrics" };

const char *role_of(struct ctx *ctx, const char *program)
{
	return arena_printf(ctx->arena, "%s%s", ctx->conf->role_prefix, program);
}

struct texts roles_of_programs(struct ctx *ctx)
{
	const char **names = ARENA_ARRAY(ctx->arena, ROLES_OF_PROGRAMS, const char *);

	for (int i = 0; i < ROLES_OF_PROGRAMS; i++)
		names[i] = role_of(ctx, role_programs[i]);
	return (struct texts){ .v = names, .n = ROLES_OF_PROGRAMS };
}
