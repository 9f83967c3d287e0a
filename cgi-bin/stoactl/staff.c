#include <stdio.h>
#include <string.h>

#include "base/str.h"
#include "ops/file.h"
#include "ops/staff.h"
#include "stoactl/stoactl.h"

enum { PASSWORD_MAX = 1024 };

const struct option staff_add_options[] = {
	{ "shop", "NAME", NULL, "the shop; needed" },
	{ "role", "ROLE", "owner", "owner or clerk" },
	{ "name", "NAME", "", "the person's name" },
	{ "password-file", "FILE", NULL,
	    "its first line is the password; - reads it from stdin. Else one is made and shown once" },
	{ .name = NULL },
};

static enum err_code read_password(struct ctx *ctx, const char *path, const char **out)
{
	char *text;
	enum err_code err = ERR_OK;

	if (str_eq(path, "-")) {
		text = arena_alloc(ctx->arena, PASSWORD_MAX);
		if (!fgets(text, PASSWORD_MAX, stdin))
			*text = '\0';
	} else {
		err = file_read(ctx, path, PASSWORD_MAX, &text, NULL);
	}
	if (err)
		return err;
	text[strcspn(text, "\r\n")] = '\0';
	if (!*text)
		return err_set(ctx, ERR_INPUT, "%s holds no password", path);
	if (!utf8_clean(text, strlen(text)))
		return err_set(ctx, ERR_INPUT, "the password is not UTF-8");
	*out = text;
	return ERR_OK;
}

enum err_code run_staff_add(struct ctx *ctx, const struct args *args)
{
	const char *file = args_get(args, "password-file"), *made;
	struct staff_plan plan = { .email = args->word[0],
		.name = args_get(args, "name"),
		.shop = args_get(args, "shop"),
		.role = args_get(args, "role") };
	enum err_code err = ERR_OK;

	if (!plan.shop)
		return err_set(ctx, ERR_INPUT, "say which shop: --shop NAME");
	if (file)
		err = read_password(ctx, file, &plan.password);
	if (!err)
		err = staff_make_member(ctx, &plan, &made);
	if (err)
		return err;
	printf("%s is %s of %s\n", plan.email, plan.role, plan.shop);
	if (made)
		printf("password: %s\n", made);
	return ERR_OK;
}
