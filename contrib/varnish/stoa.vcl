# Stoa behind Varnish 7 (with varnish-modules, for xkey): pages of visitors without our cookies are answered here, and forgotten when the
# worker says so. In Stoa's settings:
#     cdn_seconds = 3600                        how long pages may be kept here
#     cdn_stale_seconds = 600                   and be given away while a new one is on its way, or we cannot be reached
#     purge_urls = http://127.0.0.1:6081/       where the worker reaches this Varnish
#     trusted_proxies = 127.0.0.1               so that visitors' addresses are told apart
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
		if (client.ip !~ purgers) {
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
