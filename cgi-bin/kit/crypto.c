#include "kit/crypto.h"

#include <errno.h>
#include <fcntl.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/conf.h"
#include "base/log.h"
#include "base/str.h"

enum {
	NONCE_BYTES = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES,
	TAG_BYTES = crypto_aead_xchacha20poly1305_ietf_ABYTES
};

/* The first byte of what we sign or seal, so that a later form can live beside this one. */
enum { FORM_1 = 1, EXPIRY_BYTES = 8, HEAD_BYTES = 1 + EXPIRY_BYTES };

static const int BASE64 = sodium_base64_VARIANT_URLSAFE_NO_PADDING;

/* HKDF's pseudorandom keys, extracted from the master keys; of the process, not of a request. The first one makes, each
 * opens. */
static uint8_t extracted[2][CRYPTO_KEY_BYTES];
static size_t n_keys;

/* What crypto_password_verify() works on where there is no user: of the same cost, and of no password. */
static const char nobody[] =
    "$argon2id$v=19$m=65536,t=2,p=1$Y3nL8jIgtJeHBjh2MjNeiw$nbBakH0WwAiHCK/SXpaqKFRrYTwCubHu7+R9bb4jR1k";

static void ready(void)
{
	BUG_IF(sodium_init() < 0);
}

static bool complain(const char *path, const char *what)
{
	fprintf(stderr, "%s: %s\n", path, what);
	return false;
}

static bool read_key(int fd, const char *path, uint8_t key[CRYPTO_KEY_BYTES])
{
	char text[2 * CRYPTO_KEY_BYTES + 3] = "";
	struct stat st;

	if (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode))
		return complain(path, "the key file is no regular file");
	if (st.st_mode & 0007)
		return complain(path, "the key file is open to others: chmod o= it");
	if (st.st_mode & 0020)
		return complain(path, "the key file can be written by its group: chmod g-w it");
	ssize_t n = read(fd, text, sizeof text - 1);
	if (n < 0)
		return complain(path, strerror(errno));
	text[strcspn(text, "\r\n")] = '\0';
	bool good = str_unhex(text, key, CRYPTO_KEY_BYTES);
	sodium_memzero(text, sizeof text);
	return good || complain(path, "the key file must hold 64 hex digits: openssl rand -hex 32 makes them");
}

static bool load(const char *path, uint8_t out[CRYPTO_KEY_BYTES])
{
	static const char salt[] = "stoa master key";
	uint8_t key[CRYPTO_KEY_BYTES];

	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	if (fd < 0) {
		fprintf(stderr, "%s: could not open the key file: %s\n", path, strerror(errno));
		return false;
	}
	bool good = read_key(fd, path, key);
	close(fd);
	if (!good)
		return false;
	crypto_hmac_sha256(salt, sizeof salt - 1, key, sizeof key, out); /* RFC 5869 2.2 */
	sodium_memzero(key, sizeof key);
	return true;
}

bool crypto_load_key(const struct conf *conf)
{
	bool second = !str_empty(conf->second_key_file);

	ready();
	if (!load(conf->key_file, extracted[0]) || (second && !load(conf->second_key_file, extracted[1])))
		return false;
	n_keys = second ? 2 : 1;
	return true;
}

void crypto_random(void *p, size_t n)
{
	ready();
	randombytes_buf(p, n);
}

void crypto_token(char out[CRYPTO_TOKEN_SIZE])
{
	uint8_t bits[16];

	crypto_random(bits, sizeof bits);
	str_hex(bits, sizeof bits, out);
}

void crypto_sha256(const void *data, size_t n, uint8_t out[CRYPTO_HASH_BYTES])
{
	BUG_IF(!EVP_Digest(data, n, out, NULL, EVP_sha256(), NULL));
}

uint64_t crypto_short(const uint8_t key[CRYPTO_SHORT_KEY_BYTES], const void *data, size_t n)
{
	uint64_t out;
	_Static_assert(crypto_shorthash_BYTES == sizeof out, "one word");
	_Static_assert(crypto_shorthash_KEYBYTES == CRYPTO_SHORT_KEY_BYTES, "the caller's key");
	crypto_shorthash((uint8_t *)&out, data, n, key);
	return out;
}

void crypto_names_begin(struct crypto_names *names)
{
	_Static_assert(sizeof names->key[0] == CRYPTO_SHORT_KEY_BYTES, "a key of crypto_short()");
	crypto_random(names->key, sizeof names->key);
	names->n = 0;
}

void crypto_name(struct crypto_names *names, char out[CRYPTO_TOKEN_SIZE])
{
	uint64_t half[2];

	names->n++;
	for (size_t i = 0; i < 2; i++)
		half[i] = crypto_short(names->key[i], &names->n, sizeof names->n);
	str_hex((const uint8_t *)half, sizeof half, out);
}

void crypto_digest(const void *data, size_t n, uint8_t out[CRYPTO_HASH_BYTES])
{
	BUG_IF(crypto_generichash(out, CRYPTO_HASH_BYTES, data, n, NULL, 0) != 0);
}

char *crypto_sha256_hex(struct arena *a, const void *data, size_t n)
{
	uint8_t hash[CRYPTO_HASH_BYTES];
	char *hex = arena_alloc(a, 2 * sizeof hash + 1);

	crypto_sha256(data, n, hash);
	str_hex(hash, sizeof hash, hex);
	return hex;
}

void crypto_hmac_sha256(const void *key, size_t key_n, const void *data, size_t n, uint8_t out[CRYPTO_HASH_BYTES])
{
	BUG_IF(key_n > 1 << 20);
	BUG_IF(!HMAC(EVP_sha256(), key, (int)key_n, data, n, out, NULL));
}

static void put_int64(uint8_t out[8], int64_t v)
{
	for (int i = 0; i < 8; i++)
		out[i] = (uint8_t)((uint64_t)v >> (56 - 8 * i));
}

static int64_t get_int64(const uint8_t in[8])
{
	uint64_t v = 0;

	for (int i = 0; i < 8; i++)
		v = v << 8 | in[i];
	return (int64_t)v;
}

/* One block of HKDF's expansion (RFC 5869 2.3): info is the purpose, NUL, the tenant in big endian. */
static void subkey_of(size_t which, const char *purpose, int64_t tenant_id, uint8_t out[CRYPTO_KEY_BYTES])
{
	uint8_t info[64 + 1 + 8 + 1] = { 0 };
	size_t n = strlen(purpose);

	BUG_IF(which >= n_keys);
	BUG_IF(n == 0 || n > 64);
	memcpy(info, purpose, n);
	put_int64(info + n + 1, tenant_id);
	info[n + 9] = 1;
	crypto_hmac_sha256(extracted[which], sizeof extracted[which], info, n + 10, out);
}

void crypto_subkey(const char *purpose, int64_t tenant_id, uint8_t out[CRYPTO_KEY_BYTES])
{
	subkey_of(0, purpose, tenant_id, out);
}

char *crypto_base64(struct arena *a, const void *p, size_t n)
{
	size_t size = sodium_base64_encoded_len(n, sodium_base64_VARIANT_ORIGINAL);
	char *text = arena_alloc(a, size);

	return sodium_bin2base64(text, size, p, n, sodium_base64_VARIANT_ORIGINAL);
}

static char *encode(struct arena *a, const uint8_t *p, size_t n)
{
	size_t size = sodium_base64_encoded_len(n, BASE64);
	char *text = arena_alloc(a, size);

	return sodium_bin2base64(text, size, p, n, BASE64);
}

/* NULL where it is not well-formed or shorter than min bytes. One more byte, a NUL, stands behind the result. */
static uint8_t *decode(struct arena *a, const char *text, size_t min, size_t *n)
{
	size_t len = strlen(text);
	uint8_t *p = arena_alloc(a, len + 1);

	if (sodium_base642bin(p, len, text, len, NULL, n, NULL, BASE64) != 0 || *n < min)
		return NULL;
	p[*n] = '\0';
	return p;
}

char *crypto_sign_token(struct ctx *ctx, const char *purpose, int64_t tenant_id, const char *payload, int64_t expires)
{
	size_t len = strlen(payload), signed_n = HEAD_BYTES + len;
	uint8_t *p = arena_alloc(ctx->arena, signed_n + CRYPTO_HASH_BYTES);
	uint8_t key[CRYPTO_KEY_BYTES];

	p[0] = FORM_1;
	put_int64(p + 1, expires);
	memcpy(p + HEAD_BYTES, payload, len);
	crypto_subkey(purpose, tenant_id, key);
	crypto_hmac_sha256(key, sizeof key, p, signed_n, p + signed_n);
	return encode(ctx->arena, p, signed_n + CRYPTO_HASH_BYTES);
}

enum err_code crypto_open_token(
    struct ctx *ctx, const char *purpose, int64_t tenant_id, const char *token, const char **payload)
{
	uint8_t key[CRYPTO_KEY_BYTES], mac[CRYPTO_HASH_BYTES];
	size_t n;
	bool fits = false;
	uint8_t *p = decode(ctx->arena, token, HEAD_BYTES + CRYPTO_HASH_BYTES, &n);

	if (!p || p[0] != FORM_1)
		return err_set(ctx, ERR_MALFORMED, "%s token is not well-formed", purpose);
	size_t signed_n = n - CRYPTO_HASH_BYTES;
	for (size_t i = 0; i < n_keys; i++) {
		subkey_of(i, purpose, tenant_id, key);
		crypto_hmac_sha256(key, sizeof key, p, signed_n, mac);
		fits = str_equal_secret(mac, p + signed_n, sizeof mac) || fits;
	}
	if (!fits)
		return err_set(ctx, ERR_MALFORMED, "%s token has a wrong signature", purpose);
	if (get_int64(p + 1) < ctx->now)
		return err_set(ctx, ERR_CONFLICT, "%s token has expired", purpose);
	p[signed_n] = '\0';
	*payload = (const char *)p + HEAD_BYTES;
	return ERR_OK;
}

int64_t crypto_token_expiry(struct ctx *ctx, const char *token)
{
	size_t n;
	const uint8_t *p = decode(ctx->arena, token, HEAD_BYTES + CRYPTO_HASH_BYTES, &n);

	return p && p[0] == FORM_1 ? get_int64(p + 1) : 0;
}

char *crypto_seal(struct ctx *ctx, const char *purpose, int64_t tenant_id, const char *secret)
{
	size_t len = strlen(secret);
	uint8_t *p = arena_alloc(ctx->arena, 1 + NONCE_BYTES + len + TAG_BYTES);
	uint8_t key[CRYPTO_KEY_BYTES];
	unsigned long long n;

	ready();
	p[0] = FORM_1;
	crypto_random(p + 1, NONCE_BYTES);
	crypto_subkey(purpose, tenant_id, key);
	crypto_aead_xchacha20poly1305_ietf_encrypt(
	    p + 1 + NONCE_BYTES, &n, (const uint8_t *)secret, len, p, 1, NULL, p + 1, key);
	return encode(ctx->arena, p, 1 + NONCE_BYTES + (size_t)n);
}

/* NULL where it does not open by that key. */
static const char *open_by(
    struct ctx *ctx, size_t which, const char *purpose, int64_t tenant_id, const uint8_t *p, size_t n)
{
	uint8_t key[CRYPTO_KEY_BYTES], *out = arena_alloc(ctx->arena, n);
	unsigned long long len;

	subkey_of(which, purpose, tenant_id, key);
	if (crypto_aead_xchacha20poly1305_ietf_decrypt(
	        out, &len, NULL, p + 1 + NONCE_BYTES, n - 1 - NONCE_BYTES, p, 1, p + 1, key) != 0)
		return NULL;
	return (const char *)out;
}

enum err_code crypto_unseal_by(
    struct ctx *ctx, const char *purpose, int64_t tenant_id, const char *sealed, const char **secret, bool *first)
{
	size_t n;

	ready();
	uint8_t *p = decode(ctx->arena, sealed, 1 + NONCE_BYTES + TAG_BYTES, &n);
	if (!p || p[0] != FORM_1)
		return err_set(ctx, ERR_MALFORMED, "sealed %s is not well-formed", purpose);
	*secret = NULL;
	for (size_t i = 0; i < n_keys && !*secret; i++) {
		*secret = open_by(ctx, i, purpose, tenant_id, p, n);
		*first = i == 0;
	}
	if (!*secret)
		return err_set(ctx, ERR_MALFORMED, "sealed %s does not open with this installation's key", purpose);
	return ERR_OK;
}

enum err_code crypto_unseal(
    struct ctx *ctx, const char *purpose, int64_t tenant_id, const char *sealed, const char **secret)
{
	bool first;

	return crypto_unseal_by(ctx, purpose, tenant_id, sealed, secret, &first);
}

char *crypto_password_hash(struct arena *a, const char *password)
{
	char *hash = arena_alloc(a, crypto_pwhash_STRBYTES);

	ready();
	BUG_IF(crypto_pwhash_str(hash, password, strlen(password), crypto_pwhash_OPSLIMIT_INTERACTIVE,
	           crypto_pwhash_MEMLIMIT_INTERACTIVE) != 0);
	return hash;
}

bool crypto_password_verify(const char *hash, const char *password)
{
	ready();
	bool fits = crypto_pwhash_str_verify(hash ? hash : nobody, password, strlen(password)) == 0;
	return hash && fits;
}
