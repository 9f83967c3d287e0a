# Stoa behind Varnish 7 (with varnish-modules, for xkey): pages of visitors without our cookies are answered here, and forgotten when the
# worker says so. In Stoa's settings:
#     cdn_seconds = 3600                        how long pages may be kept here
#     cdn_stale_seconds = 600                   and be given away while a new one is on its way, or we cannot be reached
#     purge_urls = http://127.0.0.1:6081/       where the worker reaches this Varnish
#     trusted_proxies = 127.0.0.1               so that visitors' addresses are told apart
#
# Varnish speaks no TLS: a terminator in front of it does (hitch, HAProxy). It tells visitors' addresses by the PROXY protocol (varnishd -a
# 127.0.0.1:6086,PROXY), or sets X-Forwarded-For in every request: one that does neither makes all the world 127.0.0.1, which may PURGE. The web server
# behind Varnish has a port of its own and is without stoa-tls.conf, which would answer 308 to each request: server.port = 8080 and
# server.bind = "127.0.0.1" for lighttpd, and the same port below.
vcl 4.1;

import std;
import xkey;

backend default {
	.host = "127.0.0.1";
	.port = "80";
}

# Who may tell us to forget: the machines on which the worker runs.
acl purgers {
	"127.0.0.1";
	"::1";
}

sub vcl_recv {
	if (req.method == "PURGE") {
		# The worker asks without a proxy. Varnish has put client.ip into X-Forwarded-For; a comma says that something stood there before.
		if (client.ip !~ purgers || req.http.X-Forwarded-For ~ "," || req.http.Forwarded) {
			return (synth(403, "Not from there"));
		}
		return (synth(200, "Forgotten: " + xkey.purge(req.http.Surrogate-Key)));
	}
	# What a visitor has of their own stands in four cookies; staff have theirs on a host of their own.
	if (req.http.Host ~ "(?i)^admin\." || req.http.Cookie ~ "(^|[; ])(cart|currency|flash|noted)=") {
		return (pass);
	}
	unset req.http.Cookie;
	# Names that advertisers hang on links make no other page.
	if (req.url ~ "[?&](utm_[a-z_]+|gclid|gbraid|wbraid|dclid|fbclid|msclkid|ttclid|twclid|yclid|mc_cid|mc_eid|_gl)=") {
		set req.url = regsuball(req.url, "(?<=[?&])(utm_[a-z_]+|gclid|gbraid|wbraid|dclid|fbclid|msclkid|ttclid|twclid|yclid|mc_cid|mc_eid|_gl)=[^&]*(&|$)", "");
		set req.url = regsub(req.url, "[?&]$", "");
	}
}

sub vcl_backend_response {
	set beresp.http.xkey = beresp.http.Surrogate-Key;
	if (beresp.http.CDN-Cache-Control ~ "max-age=[0-9]+" && !beresp.http.Set-Cookie) {
		set beresp.ttl = std.duration(regsub(beresp.http.CDN-Cache-Control, "^.*max-age=([0-9]+).*$", "\1s"), 0s);
		set beresp.grace = std.duration(regsub(beresp.http.CDN-Cache-Control, "^.*stale-while-revalidate=([0-9]+).*$", "\1s"), 0s);
		# For so long a page is only asked whether it is still the same (304).
		set beresp.keep = 1h;
	} else if (beresp.http.Cache-Control !~ "max-age=[1-9]") {
		set beresp.uncacheable = true;
		set beresp.ttl = 120s;
		return (deliver);
	}
}

sub vcl_deliver {
	unset resp.http.xkey;
	unset resp.http.Surrogate-Key;
	unset resp.http.CDN-Cache-Control;
	# Browsers ask each time; how old it is here is none of their business.
	unset resp.http.Age;
}
