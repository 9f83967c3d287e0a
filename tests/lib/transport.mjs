// The way from a test to the programs: STOA_TRANSPORT is fcgi, lighttpd, apache or cgi.
import { env, transportName } from "./env.mjs";
import * as fcgi from "./fcgi.mjs";
import * as http from "./http.mjs";

const ports = { lighttpd: env.HTTP_PORT, apache: env.APACHE_PORT, cgi: env.CGI_PORT };
if (transportName !== "fcgi" && !ports[transportName])
	throw new Error(`STOA_TRANSPORT is "${transportName}": expected fcgi, lighttpd, apache or cgi, and a stack that has it`);

/*
 * request: { method, host (with port), target (path and query as sent), headers: [[name, value]], body: Buffer, truncated }.
 * The Host header is the public one in every transport, whatever port the server really listens on.
 */
export function exchange(request) {
	const full = { timeout: 60000, headers: [], body: Buffer.alloc(0), ...request };
	return transportName === "fcgi" ? fcgi.exchange(full) : http.exchange(Number(ports[transportName]), full);
}
