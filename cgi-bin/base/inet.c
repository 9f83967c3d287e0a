#include "config.h"

#include "base/inet.h"

#include <arpa/inet.h>
#include <string.h>

#include "base/str.h"

enum { V4_AT = 12, BITS = 128, V4_BITS = 32 };

static const uint8_t v4_prefix[V4_AT] = { [10] = 0xff, [11] = 0xff };

bool inet_parse(const char *s, size_t n, struct inet *out)
{
	char text[INET_TEXT_BYTES];
	if (n == 0 || n >= sizeof text)
		return false;
	memcpy(text, s, n);
	text[n] = '\0';
	if (strlen(text) != n)
		return false;
	if (inet_pton(AF_INET, text, out->byte + V4_AT) != 1)
		return inet_pton(AF_INET6, text, out->byte) == 1;
	memcpy(out->byte, v4_prefix, sizeof v4_prefix);
	return true;
}

bool inet_is_v4(const struct inet *a)
{
	return memcmp(a->byte, v4_prefix, sizeof v4_prefix) == 0;
}

struct inet inet_customer(const struct inet *a)
{
	struct inet out = *a;
	if (!inet_is_v4(a))
		memset(out.byte + sizeof out.byte / 2, 0, sizeof out.byte / 2);
	return out;
}

void inet_print(const struct inet *a, char out[INET_TEXT_BYTES])
{
	size_t n = 0;
	if (!inet_is_v4(a)) {
		inet_ntop(AF_INET6, a->byte, out, INET_TEXT_BYTES);
		return;
	}
	for (size_t i = V4_AT; i < sizeof a->byte; i++) {
		char digits[STR_INT_MAX];
		size_t more = str_int(a->byte[i], digits);
		memcpy(out + n, digits, more);
		n += more;
		out[n++] = '.';
	}
	out[n - 1] = '\0';
}

/* "10.0.0.0/8"; without a length it is one address. */
static bool read_network(const char *s, size_t n, struct inet *network, int *bits)
{
	const char *slash = memchr(s, '/', n);
	size_t n_address = slash == NULL ? n : (size_t)(slash - s);
	char length[4] = "128";
	int64_t least = BITS;
	if (!inet_parse(s, n_address, network))
		return false;
	bool v4 = memchr(s, ':', n_address) == NULL;
	if (slash != NULL) {
		size_t n_length = n - n_address - 1;
		if (n_length == 0 || n_length >= sizeof length)
			return false;
		memcpy(length, slash + 1, n_length);
		length[n_length] = '\0';
		if (!str_to_int(length, 0, v4 ? V4_BITS : BITS, &least))
			return false;
		least += v4 ? BITS - V4_BITS : 0;
	}
	*bits = (int)least;
	return true;
}

static bool same_bits(const struct inet *a, const struct inet *b, int bits)
{
	int whole = bits / 8, rest = bits % 8;
	if (memcmp(a->byte, b->byte, (size_t)whole) != 0)
		return false;
	return rest == 0 || (a->byte[whole] ^ b->byte[whole]) >> (8 - rest) == 0;
}

/* The next word of the list from *s on; its bytes, 0 at the end. */
static size_t next(const char **s)
{
	*s += strspn(*s, " ,\t");
	return strcspn(*s, " ,\t");
}

bool inet_list_valid(const char *list)
{
	struct inet network;
	int bits;
	for (size_t n; (n = next(&list)) > 0; list += n) {
		if (!read_network(list, n, &network, &bits))
			return false;
	}
	return true;
}

bool inet_list_has(const char *list, const struct inet *address)
{
	struct inet network;
	int bits;
	for (size_t n; (n = next(&list)) > 0; list += n) {
		if (read_network(list, n, &network, &bits) && same_bits(&network, address, bits))
			return true;
	}
	return false;
}
