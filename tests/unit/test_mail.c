/* The message as it goes over the wire: RFC 5322, 2045, 2047; nothing typed can add a line to it. */
#include "unit.h"

#include "base/str.h"
#include "net/mail.h"

static const struct mail plain = {
	.from = "shop@hafen.example",
	.from_name = "Hafen",
	.to = "ada@example.org",
	.subject = "Your order H1001",
	.text = "Hello Ada\n\nThanks.\n",
	.language = "en",
	.message_id = "7.mail-order_placed-17@hafen.example",
	.date = 1700000000,
};

static const char *wire(struct ctx *ctx, const struct mail *m)
{
	struct buf out;

	buf_init(&out, ctx->arena, 1 << 20);
	return mail_write(m, &out) ? buf_str(&out) : NULL;
}

static void has_line(const char *message, const char *line)
{
	if (!strstr(message, line))
		fail_msg("no \"%s\" in:\n%s", line, message);
}

static void a_plain_mail(void **state)
{
	const char *m = wire(*state, &plain);

	has_line(m, "Date: Tue, 14 Nov 2023 22:13:20 +0000\r\n");
	has_line(m, "From: \"Hafen\"\r\n <shop@hafen.example>\r\n");
	has_line(m, "To: <ada@example.org>\r\n");
	has_line(m, "Subject: Your order H1001\r\n");
	has_line(m, "Message-ID: <7.mail-order_placed-17@hafen.example>\r\n");
	has_line(m, "Content-Language: en\r\n");
	has_line(m, "Auto-Submitted: auto-generated\r\n");
	has_line(m, "MIME-Version: 1.0\r\n");
	has_line(m, "Content-Type: text/plain; charset=utf-8\r\n");
	has_line(m, "\r\n\r\nHello Ada\r\n\r\nThanks.\r\n");
}

static void other_scripts_are_encoded_in_whole_characters(void **state)
{
	struct mail m = plain;
	const char *text;

	m.subject = "ご注文ありがとうございます。ご注文番号 H1001 の確認メールです";
	m.from_name = "محمصة دلمون";
	m.text = "شكرًا = \xc3\xa9 \nend ";
	m.html = "<p>é</p>";
	text = wire(*state, &m);
	has_line(text, "Subject: =?UTF-8?B?44GU5rOo5paH44GC44KK44GM44Go44GG44GU44GW44GE44G+44GZ?=\r\n =?UTF-8?B?");
	has_line(text, "From: =?UTF-8?B?2YXYrdmF2LXYqSDYr9mE2YXZiNmG?=\r\n <shop@hafen.example>");
	has_line(text, "Content-Type: multipart/alternative;\r\n boundary=");
	has_line(text, "=3D =C3=A9=20\r\nend=20\r\n");
	has_line(text, "Content-Type: text/html; charset=utf-8\r\n");
	has_line(text, "<p>=C3=A9</p>\r\n");
	for (const char *p = text; *p; p++)
		assert_true((unsigned char)*p < 0x80);
}

static void lines_stay_short(void **state)
{
	struct mail m = plain;
	char text[2000], subject[600];
	const char *p;

	memset(text, 'x', sizeof text - 1);
	text[sizeof text - 1] = '\0';
	memset(subject, 's', sizeof subject - 1);
	subject[sizeof subject - 1] = '\0';
	m.text = text;
	m.subject = subject;
	p = wire(*state, &m);
	while (*p) {
		size_t n = strcspn(p, "\r\n");

		assert_true(n <= 78);
		p += n + strspn(p + n, "\r\n");
	}
}

/* A line that starts with a dot is libcurl's to double; here it only must not end the message's lines with a bare LF.
 */
static void line_ends_are_crlf(void **state)
{
	struct mail m = plain;
	const char *p;

	m.text = "a\r\nb\nc\rd\n.\n";
	p = wire(*state, &m);
	has_line(p, "a\r\nb\r\nc=0Dd\r\n.\r\n");
	for (; *p; p++)
		if (*p == '\n')
			assert_int_equal(p[-1], '\r');
}

static void headers_cannot_be_injected(void **state)
{
	static const char *const addresses[] = { "", "ada", "@example.org", "ada@", "a b@example.org",
		"ada@example.org\r\nBcc: eve@example.org", "ada@example.org>", "<ada@example.org", "a,b@example.org",
		"ada@example.org\n", "ada\"@example.org" };
	static const char *const texts[] = { "x\r\nBcc: eve@example.org", "x\n", "\rx", "x\x7f" };
	struct mail m;

	for (size_t i = 0; i < sizeof addresses / sizeof *addresses; i++) {
		m = plain;
		m.to = addresses[i];
		assert_null(wire(*state, &m));
		m = plain;
		m.from = addresses[i];
		assert_null(wire(*state, &m));
		m = plain;
		m.reply_to = addresses[i];
		assert_null(wire(*state, &m));
		m = plain;
		m.message_id = addresses[i];
		assert_null(wire(*state, &m));
	}
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		m = plain;
		m.subject = texts[i];
		assert_null(wire(*state, &m));
		m = plain;
		m.from_name = texts[i];
		assert_null(wire(*state, &m));
		m = plain;
		m.language = texts[i];
		assert_null(wire(*state, &m));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		UNIT(a_plain_mail),
		UNIT(other_scripts_are_encoded_in_whole_characters),
		UNIT(lines_stay_short),
		UNIT(line_ends_are_crlf),
		UNIT(headers_cannot_be_injected),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
