#include "shop/withdrawal.h"

#include "base/str.h"

static const char lands[] =
    "AT BE BG CH CY CZ DE DK EE ES FI FR GB GR HR HU IE IS IT LI LT LU LV MT NL NO PL PT RO SE SI SK";

bool withdrawal_by_law(const char *country)
{
	for (const char *s = lands; !str_empty(country) && *s; s += s[2] ? 3 : 2)
		if (s[0] == country[0] && s[1] == country[1])
			return true;
	return false;
}
