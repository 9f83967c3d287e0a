#include "unit.h"

#include <sodium.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/conf.h"
#include "base/str.h"
#include "kit/crypto.h"

#define KEY_HEX "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f"

static bool load(const char *text, mode_t mode)
{
	struct conf conf = { .key_file = unit_file(text) };

	assert_int_equal(chmod(conf.key_file, mode), 0);
	return crypto_load_key(&conf);
}

static void refuses_unsafe_keys(void **state)
{
	struct conf none = { .key_file = "/nonexistent/key" }, folder = { .key_file = "/tmp" };

	(void)state;
	assert_false(crypto_load_key(&none));
	assert_false(crypto_load_key(&folder));
	assert_false(load(KEY_HEX "\n", 0644));
	assert_false(load(KEY_HEX "\n", 0601));
	assert_false(load(KEY_HEX "\n", 0660));
	assert_false(load("0001\n", 0600));
	assert_false(load("zz" KEY_HEX, 0600));
	assert_false(load(KEY_HEX "00\n", 0600));
	assert_false(load("", 0600));
	assert_true(load(KEY_HEX, 0400));
	assert_true(load(KEY_HEX "\r\n", 0600));
}

/* Made by one key, opened by both, or by the other one alone. */
static void a_second_key_opens_and_makes_nothing(void **state)
{
	struct ctx *ctx = *state;
	char path[] = "/tmp/stoa-second-key-XXXXXX";
	struct conf old = { .key_file = path }, fresh, both;
	const char *sealed, *token, *secret;
	bool first;
	int fd = mkstemp(path);

	assert_true(fd >= 0);
	assert_int_equal(write(fd, KEY_HEX "\n", 65), 65);
	close(fd);
	fresh =
	    (struct conf){ .key_file = unit_file("f0f1f2f3f4f5f6f7f8f9fafbfcfdfeff000102030405060708090a0b0c0d0e0f") };
	assert_int_equal(chmod(fresh.key_file, 0600), 0);
	both = (struct conf){ .key_file = fresh.key_file, .second_key_file = old.key_file };
	assert_true(crypto_load_key(&old));
	sealed = crypto_seal(ctx, "test", 7, "secret");
	token = crypto_sign_token(ctx, "test", 7, "payload", ctx->now + 60);
	assert_true(crypto_load_key(&fresh));
	assert_int_equal(crypto_unseal(ctx, "test", 7, sealed, &secret), ERR_MALFORMED);
	assert_int_equal(crypto_open_token(ctx, "test", 7, token, &secret), ERR_MALFORMED);
	assert_true(crypto_load_key(&both));
	assert_int_equal(crypto_unseal_by(ctx, "test", 7, sealed, &secret, &first), ERR_OK);
	assert_false(first);
	assert_string_equal(secret, "secret");
	assert_int_equal(crypto_open_token(ctx, "test", 7, token, &secret), ERR_OK);
	sealed = crypto_seal(ctx, "test", 7, "secret");
	assert_int_equal(crypto_unseal_by(ctx, "test", 7, sealed, &secret, &first), ERR_OK);
	assert_true(first);
	assert_true(crypto_load_key(&old));
	assert_int_equal(crypto_unseal(ctx, "test", 7, sealed, &secret), ERR_MALFORMED);
	unlink(path);
}

static void base64_has_its_padding(void **state)
{
	struct ctx *ctx = *state;

	assert_string_equal(crypto_base64(ctx->arena, "a:b?>", 5), "YTpiPz4=");
	assert_string_equal(crypto_base64(ctx->arena, "\xfb\xff", 2), "+/8=");
}

static void derive(void)
{
	uint8_t key[CRYPTO_KEY_BYTES];

	crypto_subkey("test", 7, key);
}

static void no_subkey_without_a_key(void **state)
{
	(void)state;
	assert_true(aborts(derive));
}

/* RFC 4231 test case 2; FIPS 180-2 "abc"; HKDF computed by Python's hmac from RFC 5869. */
static void agrees_with_the_standards(void **state)
{
	struct ctx *ctx = *state;
	uint8_t out[32];
	char hex[65];

	assert_string_equal(crypto_sha256_hex(ctx->arena, "abc", 3),
	    "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
	crypto_hmac_sha256("Jefe", 4, "what do ya want for nothing?", 28, out);
	str_hex(out, 32, hex);
	assert_string_equal(hex, "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
	crypto_subkey("test", 7, out);
	str_hex(out, 32, hex);
	assert_string_equal(hex, "fe8d162627110048f062f3fac7288467cd5c17e6bb99ed8dda0f607e65dc60b1");
}

static void tokens_are_random_hex(void **state)
{
	char a[CRYPTO_TOKEN_SIZE], b[CRYPTO_TOKEN_SIZE];

	(void)state;
	crypto_token(a);
	crypto_token(b);
	assert_int_equal(strlen(a), 32);
	assert_int_equal(strspn(a, "0123456789abcdef"), 32);
	assert_string_not_equal(a, b);
}

static void opens_what_it_signed(void **state)
{
	struct ctx *ctx = *state;
	const char *payload = NULL;
	char *token = crypto_sign_token(ctx, "cart", 7, "id=12|\xc3\xa4", UNIT_NOW + 10);

	assert_int_equal(
	    strspn(token, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"), strlen(token));
	assert_int_equal(crypto_open_token(ctx, "cart", 7, token, &payload), ERR_OK);
	assert_string_equal(payload, "id=12|\xc3\xa4");
	token = crypto_sign_token(ctx, "cart", 7, "", UNIT_NOW);
	assert_int_equal(crypto_open_token(ctx, "cart", 7, token, &payload), ERR_OK);
	assert_string_equal(payload, "");
}

static void refuses_foreign_and_old_tokens(void **state)
{
	struct ctx *ctx = *state;
	const char *payload = NULL;
	char *token = crypto_sign_token(ctx, "cart", 7, "id=12", UNIT_NOW + 10);

	assert_int_equal(crypto_open_token(ctx, "cart", 8, token, &payload), ERR_MALFORMED);
	assert_int_equal(crypto_open_token(ctx, "session", 7, token, &payload), ERR_MALFORMED);
	assert_int_equal(crypto_open_token(ctx, "cart", 7, "", &payload), ERR_MALFORMED);
	assert_int_equal(crypto_open_token(ctx, "cart", 7, "AAAA", &payload), ERR_MALFORMED);
	assert_int_equal(
	    crypto_open_token(ctx, "cart", 7, arena_printf(ctx->arena, "%s=", token), &payload), ERR_MALFORMED);
	ctx->now = UNIT_NOW + 11;
	assert_int_equal(crypto_open_token(ctx, "cart", 7, token, &payload), ERR_CONFLICT);
	assert_null(payload);
}

static void refuses_every_changed_character(void **state)
{
	struct ctx *ctx = *state;
	const char *payload = NULL;
	char *token = crypto_sign_token(ctx, "cart", 7, "id=12", UNIT_NOW + 10);

	for (size_t i = 0; token[i]; i++) {
		char *changed = arena_strdup(ctx->arena, token);
		changed[i] = changed[i] == 'A' ? 'B' : 'A';
		assert_int_equal(crypto_open_token(ctx, "cart", 7, changed, &payload), ERR_MALFORMED);
		changed[i] = '\0';
		assert_int_equal(crypto_open_token(ctx, "cart", 7, changed, &payload), ERR_MALFORMED);
	}
}

static void seals(void **state)
{
	struct ctx *ctx = *state;
	const char *secret = NULL;
	char *sealed = crypto_seal(ctx, "provider", 7, "sk_live_1");

	assert_string_not_equal(sealed, crypto_seal(ctx, "provider", 7, "sk_live_1"));
	assert_int_equal(crypto_unseal(ctx, "provider", 7, sealed, &secret), ERR_OK);
	assert_string_equal(secret, "sk_live_1");
	assert_int_equal(crypto_unseal(ctx, "provider", 8, sealed, &secret), ERR_MALFORMED);
	assert_int_equal(crypto_unseal(ctx, "smtp", 7, sealed, &secret), ERR_MALFORMED);
	assert_int_equal(crypto_unseal(ctx, "provider", 7, "short", &secret), ERR_MALFORMED);
	for (size_t i = 0; sealed[i]; i++) {
		char *changed = arena_strdup(ctx->arena, sealed);
		changed[i] = changed[i] == 'A' ? 'B' : 'A';
		assert_int_equal(crypto_unseal(ctx, "provider", 7, changed, &secret), ERR_MALFORMED);
	}
}

static void verifies_passwords(void **state)
{
	struct ctx *ctx = *state;
	char *hash = crypto_password_hash(ctx->arena, "correct horse");

	assert_true(str_starts(hash, "$argon2id$"));
	assert_int_equal(crypto_pwhash_str_needs_rehash(
	                     hash, crypto_pwhash_OPSLIMIT_INTERACTIVE, crypto_pwhash_MEMLIMIT_INTERACTIVE),
	    0);
	assert_true(crypto_password_verify(hash, "correct horse"));
	assert_false(crypto_password_verify(hash, "correct horsf"));
	assert_false(crypto_password_verify("", ""));
	assert_false(crypto_password_verify("$argon2id$broken", "x"));
}

static double seconds_of_verify(const char *hash)
{
	struct timespec from, to;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &from);
	assert_false(crypto_password_verify(hash, "wrong"));
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &to);
	return (double)(to.tv_sec - from.tv_sec) + (double)(to.tv_nsec - from.tv_nsec) / 1e9;
}

/* The answer must not tell which users exist: CPU time of an unknown user is that of a wrong password, within a wide
 * margin. */
static void unknown_user_costs_the_same(void **state)
{
	struct ctx *ctx = *state;
	char *hash = crypto_password_hash(ctx->arena, "correct horse");
	double known = seconds_of_verify(hash), unknown = seconds_of_verify(NULL);

	assert_false(crypto_password_verify(NULL, "x"));
	assert_true(unknown > known / 3 && unknown < known * 3);
}

/* BLAKE2b of "abc" with 32 bytes, as Python's hashlib.blake2b(b"abc", digest_size=32) says. */
static void a_digest_is_blake2b(void **state)
{
	uint8_t hash[CRYPTO_HASH_BYTES];
	char hex[2 * CRYPTO_HASH_BYTES + 1];
	(void)state;
	crypto_digest("abc", 3, hash);
	str_hex(hash, sizeof hash, hex);
	assert_string_equal(hex, "bddd813c634239723171ef3fee98579b94964e3bb1cb3e427262c8c068d52319");
}

static void names_what_a_process_does_once_each(void **state)
{
	struct crypto_names mine, others;
	char name[64][CRYPTO_TOKEN_SIZE];

	(void)state;
	crypto_names_begin(&mine);
	crypto_names_begin(&others);
	for (size_t i = 0; i < 64; i++) {
		crypto_name(i % 2 ? &mine : &others, name[i]);
		assert_int_equal(strspn(name[i], "0123456789abcdef"), 32);
		assert_int_equal(strlen(name[i]), 32);
		for (size_t k = 0; k < i; k++)
			assert_string_not_equal(name[i], name[k]);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		UNIT(names_what_a_process_does_once_each),
		UNIT(a_digest_is_blake2b),
		UNIT(no_subkey_without_a_key),
		UNIT(refuses_unsafe_keys),
		UNIT(a_second_key_opens_and_makes_nothing),
		UNIT(base64_has_its_padding),
		UNIT(agrees_with_the_standards),
		UNIT(tokens_are_random_hex),
		UNIT(opens_what_it_signed),
		UNIT(refuses_foreign_and_old_tokens),
		UNIT(refuses_every_changed_character),
		UNIT(seals),
		UNIT(verifies_passwords),
		UNIT(unknown_user_costs_the_same),
	};
	return cmocka_run_group_tests_name("crypto", tests, NULL, NULL);
}
