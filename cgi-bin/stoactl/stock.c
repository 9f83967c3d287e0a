#include <inttypes.h>
#include <stdio.h>

#include "shop/hold.h"
#include "stoactl/stoactl.h"

enum err_code run_stock_check(struct ctx *ctx, const struct args *args)
{
	const struct hold_fault *faults;
	size_t n;
	enum err_code err = enter_shop(ctx, args->word[0]);

	if (!err)
		err = hold_check(ctx, &faults, &n);
	if (err)
		return err;
	for (size_t i = 0; i < n; i++)
		printf("variant %" PRId64 " %s%s%s: reserved %" PRId64 ", of reservations %" PRId64
		       "; committed %" PRId64 ", of orders %" PRId64 "\n",
		    faults[i].variant_id, faults[i].sku, *faults[i].location ? " at " : "", faults[i].location,
		    faults[i].reserved, faults[i].reservations, faults[i].committed, faults[i].owed);
	if (n > 0)
		return err_set(ctx, ERR_CONFLICT, "%zu variants promise another number than the orders hold", n);
	printf("every piece that is promised is an order's\n");
	return ERR_OK;
}
