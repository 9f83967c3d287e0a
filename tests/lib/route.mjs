// Which program answers an address: the same rules as contrib/lighttpd/stoa.conf and contrib/apache/stoa.conf.
const LOCALE = "/[A-Za-z]+(?:-[A-Za-z0-9]+)*";
const paths = [
	[new RegExp(`^${LOCALE}/cart(/|$)`), "cart"],
	[new RegExp(`^${LOCALE}/(checkout|order)(/|$)`), "checkout"],
	[/^\/hook\//, "webhook"],
];

// "static" for files that the web server itself sends.
export function programFor(host, target) {
	const path = target.split("?")[0];
	if (/^\/(assets|media)\//.test(path))
		return "static";
	if (/^\/(metrics|healthz|readyz)$/.test(path))
		return "metrics";
	if (host.startsWith("admin."))
		return "admin";
	if (host.startsWith("demopay."))
		return "demopay";
	return paths.find(([pattern]) => pattern.test(path))?.[1] ?? "storefront";
}
