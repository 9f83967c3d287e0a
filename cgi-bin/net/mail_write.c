#include <string.h>
#include <time.h>

#include "base/str.h"
#include "kit/crypto.h"
#include "net/mail.h"

enum {
	WORD_BYTES = 39, /* of one encoded word: with "Subject: " and all around it stays below RFC 2047's 76 columns */
	LINE_COLUMNS = 76
};

static bool is_line(const char *s)
{
	for (; *s; s++)
		if ((unsigned char)*s < 0x20 || *s == 0x7f)
			return false;
	return true;
}

/* Enough to keep a header and an SMTP command whole; whether somebody reads there, the server knows. */
static bool is_address(const char *s)
{
	const char *at = s ? strrchr(s, '@') : NULL;

	return at && at != s && at[1] && is_line(s) && !strpbrk(s, " <>,;:\"\\()[]");
}

static bool is_ascii(const char *s)
{
	for (; *s; s++)
		if ((unsigned char)*s >= 0x80)
			return false;
	return true;
}

static void put_base64(struct buf *out, const unsigned char *p, size_t n)
{
	static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

	for (size_t i = 0; i < n; i += 3) {
		uint32_t v = (uint32_t)p[i] << 16;

		v |= i + 1 < n ? (uint32_t)p[i + 1] << 8 : 0;
		v |= i + 2 < n ? p[i + 2] : 0;
		buf_putc(out, digits[v >> 18]);
		buf_putc(out, digits[v >> 12 & 63]);
		buf_putc(out, i + 1 < n ? digits[v >> 6 & 63] : '=');
		buf_putc(out, i + 2 < n ? digits[v & 63] : '=');
	}
}

/* RFC 2047: words of whole characters, folded one a line. */
static void put_words(struct buf *out, const char *s)
{
	size_t n = strlen(s);

	while (n > 0) {
		size_t k = n < WORD_BYTES ? n : WORD_BYTES;

		while (k < n && ((unsigned char)s[k] & 0xc0) == 0x80)
			k--;
		buf_puts(out, "=?UTF-8?B?");
		put_base64(out, (const unsigned char *)s, k);
		buf_puts(out, "?=");
		s += k;
		n -= k;
		if (n > 0)
			buf_puts(out, "\r\n ");
	}
}

/* A short ASCII subject stays readable; one that only looks encoded, or is too long for a line, is encoded. */
static void put_unstructured(struct buf *out, const char *s)
{
	if (is_ascii(s) && !strstr(s, "=?") && strlen(s) <= LINE_COLUMNS - sizeof "Subject: ")
		buf_puts(out, s);
	else
		put_words(out, s);
}

static void put_mailbox(struct buf *out, const char *name, const char *address)
{
	if (str_empty(name)) {
		buf_printf(out, "<%s>", address);
		return;
	}
	if (is_ascii(name) && !strpbrk(name, "\"\\") && !strstr(name, "=?") && strlen(name) < WORD_BYTES)
		buf_printf(out, "\"%s\"", name);
	else
		put_words(out, name);
	buf_printf(out, "\r\n <%s>", address);
}

/* RFC 5322 3.3; strftime would write the locale's names. */
static void put_date(struct buf *out, int64_t seconds)
{
	static const char days[][4] = { "Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat" };
	static const char months[][4] = { "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov",
		"Dec" };
	time_t t = (time_t)seconds;
	struct tm tm;

	gmtime_r(&t, &tm);
	buf_printf(out, "Date: %s, %d %s %d %02d:%02d:%02d +0000\r\n", days[tm.tm_wday], tm.tm_mday, months[tm.tm_mon],
	    tm.tm_year + 1900, tm.tm_hour, tm.tm_min, tm.tm_sec);
}

/* One byte of a quoted-printable line (RFC 2045 6.7); blanks at a line's end are written out. */
static void put_quoted(struct buf *out, unsigned char c, bool last, size_t *column)
{
	bool plain = (c >= 33 && c <= 126 && c != '=') || ((c == ' ' || c == '\t') && !last);
	size_t width = plain ? 1 : 3;

	if (*column + width > LINE_COLUMNS - 1) {
		buf_puts(out, "=\r\n");
		*column = 0;
	}
	if (plain)
		buf_putc(out, (char)c);
	else
		buf_printf(out, "=%02X", c);
	*column += width;
}

static void put_body(struct buf *out, const char *type, const char *s)
{
	size_t column = 0;

	buf_printf(out, "Content-Type: %s; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n", type);
	for (; *s; s++) {
		if (*s == '\r' && s[1] == '\n')
			continue;
		if (*s == '\n') {
			buf_puts(out, "\r\n");
			column = 0;
			continue;
		}
		put_quoted(out, (unsigned char)*s, s[1] == '\n' || s[1] == '\r' || !s[1], &column);
	}
	buf_puts(out, "\r\n");
}

static void put_headers(const struct mail *m, struct buf *out)
{
	put_date(out, m->date);
	buf_puts(out, "From: ");
	put_mailbox(out, m->from_name, m->from);
	buf_printf(out, "\r\nTo: <%s>\r\n", m->to);
	if (m->reply_to)
		buf_printf(out, "Reply-To: <%s>\r\n", m->reply_to);
	buf_puts(out, "Subject: ");
	put_unstructured(out, m->subject);
	buf_printf(out,
	    "\r\nMessage-ID: <%s>\r\nMIME-Version: 1.0\r\nContent-Language: %s\r\n"
	    "Auto-Submitted: auto-generated\r\n",
	    m->message_id, m->language);
}

bool mail_write(const struct mail *m, struct buf *out)
{
	char boundary[CRYPTO_TOKEN_SIZE];

	if (!is_address(m->from) || !is_address(m->to) || (m->reply_to && !is_address(m->reply_to)))
		return false;
	if (!is_address(m->message_id) || !is_line(m->language) || !is_line(m->subject))
		return false;
	if (m->from_name && !is_line(m->from_name))
		return false;
	put_headers(m, out);
	if (!m->html) {
		put_body(out, "text/plain", m->text);
		return !out->overflow;
	}
	crypto_token(boundary);
	buf_printf(out, "Content-Type: multipart/alternative;\r\n boundary=\"%s\"\r\n\r\n--%s\r\n", boundary, boundary);
	put_body(out, "text/plain", m->text);
	buf_printf(out, "\r\n--%s\r\n", boundary);
	put_body(out, "text/html", m->html);
	buf_printf(out, "\r\n--%s--\r\n", boundary);
	return !out->overflow;
}
