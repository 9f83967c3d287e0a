#include "config.h"

#include "http/client.h"

#include <string.h>
#include <strings.h>

#include "base/inet.h"
#include "base/str.h"

enum { HOPS_MAX = 32, LIST_BYTES_MAX = 8 * 1024 };

/* A piece of a header. */
struct piece {
	const char *s;
	size_t n;
};

static struct piece trimmed(struct piece p)
{
	while (p.n > 0 && (p.s[0] == ' ' || p.s[0] == '\t')) {
		p.s++;
		p.n--;
	}
	while (p.n > 0 && (p.s[p.n - 1] == ' ' || p.s[p.n - 1] == '\t'))
		p.n--;
	return p;
}

static bool digits(const char *s, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (s[i] < '0' || s[i] > '9')
			return false;
	}
	return n > 0 && n <= 5;
}

/* "192.0.2.1", "192.0.2.1:80", "2001:db8::1", "[2001:db8::1]", "[2001:db8::1]:80". */
static bool read_node(struct piece p, struct inet *out)
{
	if (p.n > 0 && p.s[0] == '[') {
		const char *end = memchr(p.s, ']', p.n);
		if (end == NULL)
			return false;
		size_t rest = p.n - (size_t)(end - p.s) - 1;
		bool port = rest == 0 || (end[1] == ':' && digits(end + 2, rest - 1));
		size_t inside = (size_t)(end - p.s) - 1;
		return port && memchr(p.s + 1, ':', inside) != NULL && inet_parse(p.s + 1, inside, out);
	}
	const char *colon = memchr(p.s, ':', p.n);
	size_t before = colon == NULL ? p.n : (size_t)(colon - p.s);
	if (colon != NULL && memchr(colon + 1, ':', p.n - before - 1) == NULL)
		return digits(colon + 1, p.n - before - 1) && inet_parse(p.s, before, out);
	return inet_parse(p.s, p.n, out);
}

/* The part of a list (separated by `by`) that ends right before *end; quoted commas are none. False at the list's
 * start. */
static bool part_before(const char *list, char by, const char **end, struct piece *out)
{
	if (*end == NULL)
		return false;
	const char *from = *end;
	bool quoted = false;
	while (from > list && (quoted || from[-1] != by)) {
		from--;
		if (*from == '"')
			quoted = !quoted;
	}
	*out = trimmed((struct piece){ from, (size_t)(*end - from) });
	*end = from > list ? from - 1 : NULL;
	return true;
}

/* The value of a parameter of one element of Forwarded, without quotes; false where it has none. */
static bool parameter(struct piece element, const char *name, struct piece *out)
{
	size_t n_name = strlen(name);
	const char *end = element.s + element.n;
	struct piece p;
	while (part_before(element.s, ';', &end, &p)) {
		if (p.n <= n_name || strncasecmp(p.s, name, n_name) != 0 || p.s[n_name] != '=')
			continue;
		*out = (struct piece){ p.s + n_name + 1, p.n - n_name - 1 };
		if (out->n >= 2 && out->s[0] == '"' && out->s[out->n - 1] == '"')
			*out = (struct piece){ out->s + 1, out->n - 2 };
		return true;
	}
	return false;
}

static bool node_of(struct piece element, bool forwarded, struct inet *out)
{
	struct piece value = element;
	return (!forwarded || parameter(element, "for", &value)) && read_node(value, out);
}

/* From the right, as far as trust reaches. */
static struct inet walk(const struct forwarding *f, struct inet client, const char *list, bool forwarded)
{
	size_t n = strnlen(list, LIST_BYTES_MAX + 1);
	const char *end = list + n;
	struct piece element;
	struct inet said;
	if (n > LIST_BYTES_MAX)
		return client;
	for (int hops = 0; hops < HOPS_MAX && inet_list_has(f->trusted, &client); hops++) {
		if (!part_before(list, ',', &end, &element) || !node_of(element, forwarded, &said))
			break;
		client = said;
	}
	return client;
}

static bool listens(const struct forwarding *f, const char *header)
{
	return str_eq(f->header, "any") || str_eq(f->header, header);
}

const char *client_address(struct ctx *ctx, const struct forwarding *f)
{
	struct inet near, client;
	char text[INET_TEXT_BYTES];
	bool by_for = f->forwarded_for != NULL && listens(f, "x-forwarded-for");
	bool by_forwarded = f->forwarded != NULL && listens(f, "forwarded");
	if (f->remote == NULL || !inet_parse(f->remote, strlen(f->remote), &near))
		return "";
	client = near;
	if (by_for)
		client = walk(f, near, f->forwarded_for, false);
	if (by_forwarded) {
		struct inet other = walk(f, near, f->forwarded, true);
		client = by_for && memcmp(&other, &client, sizeof other) != 0 ? near : other;
	}
	inet_print(&client, text);
	return arena_strdup(ctx->arena, text);
}

bool client_secure(const struct forwarding *f, const char *forwarded_proto)
{
	struct inet near;
	struct piece element, proto;
	if (f->remote == NULL || !inet_parse(f->remote, strlen(f->remote), &near) || !inet_list_has(f->trusted, &near))
		return false;
	if (str_eq(forwarded_proto, "https"))
		return true;
	if (f->forwarded == NULL || !listens(f, "forwarded"))
		return false;
	const char *end = f->forwarded + strlen(f->forwarded);
	return part_before(f->forwarded, ',', &end, &element) && parameter(element, "proto", &proto) && proto.n == 5 &&
	       strncasecmp(proto.s, "https", 5) == 0;
}
