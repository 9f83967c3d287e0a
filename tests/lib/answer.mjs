// One HTTP answer, parsed: { status, headers: [[lower-case name, value]], body: Buffer }.

export function parseHead(text) {
	const headers = [];
	for (const line of text.split(/\r?\n/)) {
		const i = line.indexOf(":");
		if (i > 0)
			headers.push([line.slice(0, i).trim().toLowerCase(), line.slice(i + 1).trim()]);
	}
	return headers;
}

export function header(answer, name) {
	return answer.headers.find(([n]) => n === name)?.[1];
}

// Where head and body part; a program may end lines with LF alone (RFC 3875 6.2), a server may not.
export function splitHead(bytes) {
	const crlf = bytes.indexOf("\r\n\r\n");
	const lf = bytes.indexOf("\n\n");
	if (crlf < 0 && lf < 0)
		return null;
	return crlf >= 0 && (lf < 0 || crlf < lf) ? [crlf, crlf + 4] : [lf, lf + 2];
}
