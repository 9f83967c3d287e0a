#!/usr/bin/python3
"""An SMTP server on 127.0.0.1 that keeps each mail as one .eml file.

It takes mail only after STARTTLS and a login (RFC 3207, RFC 4954), as real relays do. The envelope stands in front of the
message as X-MailFrom and X-RcptTo. A file appears whole: it is written under another name and renamed.
"""
import argparse
import asyncio
import hmac
import os
import signal
import ssl
import time

from aiosmtpd.smtp import SMTP, AuthResult, LoginPassword


class Keeper:
    def __init__(self, directory):
        self.directory = directory
        self.count = 0

    async def handle_DATA(self, server, session, envelope):
        self.count += 1
        name = "%019d-%d-%d.eml" % (time.time_ns(), os.getpid(), self.count)
        head = "X-MailFrom: %s\r\n" % envelope.mail_from
        head += "".join("X-RcptTo: %s\r\n" % to for to in envelope.rcpt_tos)
        part = os.path.join(self.directory, "." + name)
        with open(part, "wb") as out:
            out.write(head.encode("utf-8", "replace") + envelope.original_content)
        os.rename(part, os.path.join(self.directory, name))
        return "250 kept as " + name


def login(user, password):
    def check(server, session, envelope, mechanism, data):
        good = (
            isinstance(data, LoginPassword)
            and hmac.compare_digest(data.login, user)
            and hmac.compare_digest(data.password, password)
        )
        return AuthResult(success=good, handled=good)

    return check


async def serve(args):
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.minimum_version = ssl.TLSVersion.TLSv1_2
    tls.load_cert_chain(args.certificate, args.key)
    with open(args.password_file, "rb") as f:
        password = f.read().strip()
    keeper = Keeper(args.directory)
    check = login(args.user.encode(), password)

    def session():
        return SMTP(
            keeper,
            hostname="localhost",
            enable_SMTPUTF8=True,
            tls_context=tls,
            require_starttls=True,
            auth_required=True,
            authenticator=check,
        )

    loop = asyncio.get_running_loop()
    server = await loop.create_server(session, "127.0.0.1", args.port)
    end = loop.create_future()
    for s in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(s, lambda: end.done() or end.set_result(None))
    async with server:
        await end


def main():
    p = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    p.add_argument("--port", type=int, required=True)
    p.add_argument("--directory", required=True)
    p.add_argument("--certificate", required=True)
    p.add_argument("--key", required=True)
    p.add_argument("--user", required=True)
    p.add_argument("--password-file", required=True)
    asyncio.run(serve(p.parse_args()))


if __name__ == "__main__":
    main()
