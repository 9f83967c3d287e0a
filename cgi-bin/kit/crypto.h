/*
 * crypto: randomness, signatures, sealing and passwords; the one room that knows OpenSSL and libsodium.
 *
 * Everything signed or sealed uses a subkey of the installation's master key, derived by HKDF-SHA256 (RFC 5869) for one
 * purpose and one tenant: what is made for one shop or one use never opens in another. purpose is a constant of the
 * caller ("cart", "session"); tenant_id 0 stands for the platform.
 */
#ifndef STOA_KIT_CRYPTO_H
#define STOA_KIT_CRYPTO_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/ctx.h"

enum { CRYPTO_HASH_BYTES = 32, CRYPTO_KEY_BYTES = 32, CRYPTO_TOKEN_SIZE = 33, CRYPTO_SHORT_KEY_BYTES = 16 };

/*
 * Reads conf's key_file (64 hex digits) once, before the first request, and second_key_file where one is named: what
 * was signed or sealed by either of them opens, and the first one alone signs and seals. So a key is replaced while
 * everything stays readable. False, with the reason on stderr, where it is
 * missing, malformed or open to others than owner and group. What needs a subkey aborts where no key was loaded.
 */
bool crypto_load_key(const struct conf *);

void crypto_random(void *, size_t n);
/* 128 random bits as 32 hex digits. */
void crypto_token(char out[CRYPTO_TOKEN_SIZE]);
/*
 * Names for what a process does again and again, as 32 hex digits: made of random keys of its own, so that no two are
 * alike anywhere, without a question to the kernel for each. To tell apart, never to keep a secret. Begun after the
 * fork.
 */
struct crypto_names {
	uint8_t key[2][16];
	uint64_t n;
};
void crypto_names_begin(struct crypto_names *);
void crypto_name(struct crypto_names *, char out[CRYPTO_TOKEN_SIZE]);

void crypto_sha256(const void *, size_t n, uint8_t out[CRYPTO_HASH_BYTES]);
/* SipHash-2-4: places in a table that nobody without the key can aim at. No signature. */
uint64_t crypto_short(const uint8_t key[CRYPTO_SHORT_KEY_BYTES], const void *, size_t n);
/* Another hash (BLAKE2b), several times faster on a few hundred bytes: for what never leaves the box. */
void crypto_digest(const void *, size_t n, uint8_t out[CRYPTO_HASH_BYTES]);
char *crypto_sha256_hex(struct arena *, const void *, size_t n);
void crypto_hmac_sha256(const void *key, size_t key_n, const void *data, size_t n, uint8_t out[CRYPTO_HASH_BYTES]);
void crypto_subkey(const char *purpose, int64_t tenant_id, uint8_t out[CRYPTO_KEY_BYTES]);

/* As RFC 4648 4 has it, with padding: what an Authorization header takes. */
char *crypto_base64(struct arena *, const void *, size_t n);

/* A value for a cookie or a link: payload (readable, not secret) and expiry (UTC seconds), signed; URL-safe base64. */
char *crypto_sign_token(struct ctx *, const char *purpose, int64_t tenant_id, const char *payload, int64_t expires);
/* ERR_MALFORMED where it was not made by us for this purpose and tenant; ERR_CONFLICT where it expired by ctx->now. */
enum err_code crypto_open_token(
    struct ctx *, const char *purpose, int64_t tenant_id, const char *token, const char **payload);

/* Its expiry, UTC seconds, as it says by itself: nobody has looked at the signature. 0 where it is no token. */
int64_t crypto_token_expiry(struct ctx *, const char *token);

/* Secrets at rest: XChaCha20-Poly1305, URL-safe base64. */
char *crypto_seal(struct ctx *, const char *purpose, int64_t tenant_id, const char *secret);
/* ERR_MALFORMED where it does not open. */
enum err_code crypto_unseal(
    struct ctx *, const char *purpose, int64_t tenant_id, const char *sealed, const char **secret);
/* Likewise; *first: it was sealed by the first of the keys. */
enum err_code crypto_unseal_by(
    struct ctx *, const char *purpose, int64_t tenant_id, const char *sealed, const char **secret, bool *first);

/* argon2id with libsodium's INTERACTIVE limits (64 MB, about 50 ms); holds its salt and parameters. */
char *crypto_password_hash(struct arena *, const char *password);
/* hash NULL (no such user) costs the same time and is false. */
bool crypto_password_verify(const char *hash, const char *password);

#endif
