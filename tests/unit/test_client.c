#include "unit.h"

#include "base/inet.h"
#include "http/client.h"

static const char *address(
    struct ctx *ctx, const char *remote, const char *forwarded_for, const char *forwarded, const char *trusted)
{
	return client_address(ctx, &(struct forwarding){ .remote = remote,
	                               .forwarded_for = forwarded_for,
	                               .forwarded = forwarded,
	                               .trusted = trusted,
	                               .header = "any" });
}

static void believes_trusted_proxies_only(void **state)
{
	static const struct {
		const char *remote, *forwarded_for, *trusted, *client;
	} cases[] = {
		{ "192.0.2.1", NULL, "127.0.0.1", "192.0.2.1" },
		{ "192.0.2.1", "198.51.100.7", "127.0.0.1", "192.0.2.1" },
		{ "192.0.2.1", "198.51.100.7", "", "192.0.2.1" },
		{ "127.0.0.1", "198.51.100.7", "127.0.0.1", "198.51.100.7" },
		{ "127.0.0.1", "10.9.9.9, 198.51.100.7", "127.0.0.1", "198.51.100.7" },
		{ "127.0.0.1", "10.9.9.9, 198.51.100.7 ,10.0.0.2", "127.0.0.1, 10.0.0.2", "198.51.100.7" },
		{ "127.0.0.1", "10.0.0.2", "127.0.0.1 10.0.0.2", "10.0.0.2" },
		{ "127.0.0.1", "not an address", "127.0.0.1", "127.0.0.1" },
		{ "127.0.0.1", "198.51.100.7, unknown", "127.0.0.1", "127.0.0.1" },
		{ "127.0.0.1", "198.51.100.7,", "127.0.0.1", "127.0.0.1" },
		{ "127.0.0.1", "", "127.0.0.1", "127.0.0.1" },
		{ "::1", "2001:db8::7", "::1", "2001:db8::7" },
		{ "127.0.0.11", "198.51.100.7", "127.0.0.1", "127.0.0.11" },
		{ "nonsense", "198.51.100.7", "127.0.0.1", "" },
		{ NULL, "198.51.100.7", "127.0.0.1", "" },
		/* networks */
		{ "10.1.2.3", "198.51.100.7", "10.0.0.0/8", "198.51.100.7" },
		{ "11.1.2.3", "198.51.100.7", "10.0.0.0/8", "11.1.2.3" },
		{ "10.1.2.3", "198.51.100.7, 10.200.0.1", "10.0.0.0/8", "198.51.100.7" },
		{ "2001:db8:1::9", "198.51.100.7", "2001:db8::/32", "198.51.100.7" },
		{ "2001:db9:1::9", "198.51.100.7", "2001:db8::/32", "2001:db9:1::9" },
		{ "10.1.2.3", "198.51.100.7", "10.1.2.2/31", "198.51.100.7" },
		{ "10.1.2.4", "198.51.100.7", "10.1.2.2/31", "10.1.2.4" },
		/* one address, however it is written */
		{ "::ffff:127.0.0.1", "198.51.100.7", "127.0.0.1", "198.51.100.7" },
		{ "127.0.0.1", "::ffff:198.51.100.7", "::ffff:127.0.0.1", "198.51.100.7" },
		{ "127.0.0.1", "2001:DB8:0:0::7", "127.0.0.1", "2001:db8::7" },
		/* ports and brackets */
		{ "127.0.0.1", "198.51.100.7:4711", "127.0.0.1", "198.51.100.7" },
		{ "127.0.0.1", "[2001:db8::7]:4711", "127.0.0.1", "2001:db8::7" },
		{ "127.0.0.1", "[2001:db8::7]", "127.0.0.1", "2001:db8::7" },
		{ "127.0.0.1", "198.51.100.7:", "127.0.0.1", "127.0.0.1" },
		{ "127.0.0.1", "198.51.100.7:123456", "127.0.0.1", "127.0.0.1" },
		{ "127.0.0.1", "[198.51.100.7]", "127.0.0.1", "127.0.0.1" },
		{ "127.0.0.1", "[2001:db8::7", "127.0.0.1", "127.0.0.1" },
		{ "127.0.0.1", "[2001:db8::7]x", "127.0.0.1", "127.0.0.1" },
		{ "127.0.0.1", "fe80::1%eth0", "127.0.0.1", "127.0.0.1" },
		{ "127.0.0.1", "198.51.100.7 evil", "127.0.0.1", "127.0.0.1" },
	};

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		assert_string_equal(
		    address(*state, cases[i].remote, cases[i].forwarded_for, NULL, cases[i].trusted), cases[i].client);
}

static void reads_forwarded(void **state)
{
	static const struct {
		const char *forwarded, *client;
	} cases[] = {
		{ "for=198.51.100.7", "198.51.100.7" },
		{ "For=198.51.100.7;proto=https;by=203.0.113.43", "198.51.100.7" },
		{ "proto=https ; FOR=\"198.51.100.7:8080\"", "198.51.100.7" },
		{ "for=\"[2001:db8:cafe::17]:4711\"", "2001:db8:cafe::17" },
		{ "for=192.0.2.43, for=198.51.100.7", "198.51.100.7" },
		{ "for=192.0.2.43, for=198.51.100.7, for=10.0.0.9;by=10.0.0.1", "198.51.100.7" },
		/* what stands left of the first one that is no proxy may be anything */
		{ "for=\"unclosed, for=198.51.100.7", "198.51.100.7" },
		{ "for=\"10.0.0.9, for=192.0.2.1\", for=198.51.100.7", "198.51.100.7" },
		{ ",,;=,for=198.51.100.7", "198.51.100.7" },
		/* nothing that is an address */
		{ "for=unknown", "10.0.0.2" },
		{ "for=_hidden, for=_SEVKISEK", "10.0.0.2" },
		{ "for=198.51.100.7, for=unknown", "10.0.0.2" },
		{ "by=203.0.113.43", "10.0.0.2" },
		{ "for=198.51.100.7, by=203.0.113.43", "10.0.0.2" },
		{ "for=\"198.51.100.7", "10.0.0.2" },
		{ "forfor=198.51.100.7", "10.0.0.2" },
		{ "", "10.0.0.2" },
	};

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		assert_string_equal(
		    address(*state, "10.0.0.2", NULL, cases[i].forwarded, "10.0.0.0/8"), cases[i].client);
	assert_string_equal(address(*state, "192.0.2.9", NULL, "for=198.51.100.7", "10.0.0.0/8"), "192.0.2.9");
}

static void two_headers_that_differ_are_believed_neither(void **state)
{
	struct ctx *ctx = *state;
	struct forwarding f = { .remote = "10.0.0.2",
		.forwarded_for = "198.51.100.7",
		.forwarded = "for=192.0.2.66",
		.trusted = "10.0.0.2",
		.header = "any" };
	assert_string_equal(client_address(ctx, &f), "10.0.0.2");
	f.header = "x-forwarded-for";
	assert_string_equal(client_address(ctx, &f), "198.51.100.7");
	f.header = "forwarded";
	assert_string_equal(client_address(ctx, &f), "192.0.2.66");
	f.header = "any";
	f.forwarded = "for=\"198.51.100.7:99\"";
	assert_string_equal(client_address(ctx, &f), "198.51.100.7");
	f.header = "forwarded";
	f.forwarded = NULL;
	assert_string_equal(client_address(ctx, &f), "10.0.0.2");
}

static void long_lists_are_read_as_far_as_a_chain_is_long(void **state)
{
	struct ctx *ctx = *state;
	char list[12000] = "198.51.100.7";
	for (int i = 0; i < 20; i++)
		strcat(list, ",10.0.0.1");
	assert_string_equal(address(ctx, "10.0.0.2", list, NULL, "10.0.0.0/8"), "198.51.100.7");
	/* Longer than any chain of proxies: what is nearest counts. */
	for (int i = 0; i < 100; i++)
		strcat(list, ",10.0.0.1");
	assert_string_equal(address(ctx, "10.0.0.2", list, NULL, "10.0.0.0/8"), "10.0.0.1");
	while (strlen(list) < 9000)
		strcat(list, ",203.0.113.5");
	assert_string_equal(address(ctx, "10.0.0.2", list, NULL, "10.0.0.0/8"), "10.0.0.2");
}

static void the_scheme_is_believed_as_the_address_is(void **state)
{
	(void)state;
	struct forwarding f = { .remote = "10.0.0.2", .trusted = "10.0.0.2", .header = "any" };
	assert_false(client_secure(&f, NULL));
	assert_true(client_secure(&f, "https"));
	f.forwarded = "for=198.51.100.7;proto=http";
	assert_false(client_secure(&f, NULL));
	f.forwarded = "for=192.0.2.1;proto=http, for=198.51.100.7;Proto=HTTPS";
	assert_true(client_secure(&f, NULL));
	f.header = "x-forwarded-for";
	assert_false(client_secure(&f, NULL));
	f.header = "any";
	f.remote = "10.0.0.3";
	assert_false(client_secure(&f, "https"));
	f.remote = NULL;
	assert_false(client_secure(&f, "https"));
}

static void knows_networks_by_their_bits(void **state)
{
	(void)state;
	struct inet a;
	assert_true(inet_parse("192.0.2.130", 11, &a));
	assert_true(inet_is_v4(&a));
	assert_true(inet_list_has("192.0.2.128/25", &a));
	assert_false(inet_list_has("192.0.2.0/25", &a));
	assert_true(inet_list_has("0.0.0.0/0", &a));
	assert_false(inet_list_has("", &a));
	assert_false(inet_list_has(",, ", &a));
	assert_true(inet_list_has("2001:db8::/32\t,192.0.2.130", &a));
	assert_true(inet_list_valid(""));
	assert_true(inet_list_valid("::1 10.0.0.0/8"));
	assert_false(inet_list_valid("10.0.0.0/8 10.0.0"));
	assert_false(inet_list_valid("10.0.0.0/08x"));
	assert_true(inet_parse("2001:db8::1", 11, &a));
	assert_false(inet_is_v4(&a));
	assert_false(inet_list_has("0.0.0.0/0", &a));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		UNIT(believes_trusted_proxies_only),
		UNIT(reads_forwarded),
		UNIT(two_headers_that_differ_are_believed_neither),
		UNIT(long_lists_are_read_as_far_as_a_chain_is_long),
		UNIT(the_scheme_is_believed_as_the_address_is),
		UNIT(knows_networks_by_their_bits),
	};
	return cmocka_run_group_tests_name("client", tests, NULL, NULL);
}
