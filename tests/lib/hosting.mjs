// The configurations that a hoster copies, each brought up with ports, programs and a certificate of its own, on the stack's databases.
import { execFileSync, spawn } from "node:child_process";
import { chownSync, copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, readlinkSync, rmSync, statSync, writeFileSync } from "node:fs";
import net from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { Client } from "./client.mjs";
import { env, top } from "./env.mjs";
import * as http from "./http.mjs";
import { binary, surroundings, until } from "./program.mjs";

const programs = ["storefront", "cart", "checkout", "admin", "webhook", "demopay"];
const hosts = [env.SHOP, env.SECOND_SHOP, "admin", "demopay"].map((name) => `${name}.localhost`);
const owner = statSync(env.RUN_DIR);
const asOwner = process.getuid() === 0 ? ["--reuid", owner.uid, "--regid", owner.gid, "--init-groups"].map(String) : [];
const apacheModules = ["mpm_event", "unixd", "authz_core", "alias", "mime", "headers", "filter", "deflate", "dir", "setenvif", "rewrite", "ssl",
	"proxy", "proxy_fcgi", "fcgid"];

// Below the range that Linux hands out to clients, so that no passing connection takes it.
async function freePort() {
	for (;;) {
		const port = 20000 + Math.floor(Math.random() * 12000);
		const free = await new Promise((resolve) => {
			const server = net.createServer().once("error", () => resolve(false));
			server.listen(port, "127.0.0.1", () => server.close(() => resolve(true)));
		});
		if (free)
			return port;
	}
}

function answersAt(port) {
	return new Promise((resolve) => {
		const socket = net.connect(port, "127.0.0.1", () => (socket.destroy(), resolve(true)));
		socket.on("error", () => resolve(false));
	});
}

const quoted = (pairs, write) => Object.entries(pairs).map(([name, value]) => write(name, value)).join("\n");

export class Hosting {
	// server: lighttpd, cgi (behind lighttpd), apache, fcgid (behind Apache). secure: with the TLS include.
	// settings: other than the stack's, by name.
	constructor(server, secure, settings = {}) {
		Object.assign(this, { server, secure, changes: settings, children: [], folder: mkdtempSync(join(tmpdir(), "stoa-hosting-")), log: "" });
	}
	static async with(server, secure, fn, settings) {
		const hosting = new Hosting(server, secure, settings);
		try {
			await hosting.up();
			await fn(hosting);
		} finally {
			await hosting.down();
		}
	}
	file(...name) {
		return join(this.folder, ...name);
	}
	write(name, text) {
		writeFileSync(this.file(name), text);
		chownSync(this.file(name), owner.uid, owner.gid);
		return this.file(name);
	}
	// In a process group of its own, since Apache ends its whole group.
	start(command, ...args) {
		const child = spawn("setpriv", [...asOwner, "--pdeathsig", "TERM", "--", command, ...args],
			{ cwd: "/", env: { ...surroundings, STOA_CONF: this.file("stoa.conf") }, stdio: ["ignore", "pipe", "pipe"], detached: true });
		for (const stream of [child.stdout, child.stderr])
			stream.on("data", (bytes) => (this.log += bytes));
		child.ended = new Promise((resolve) => child.on("exit", resolve));
		this.children.push(child);
	}
	async up() {
		for (const name of ["", "run", "upload", "root", "acme"]) {
			mkdirSync(this.file(name), { recursive: true });
			chownSync(this.file(name), owner.uid, owner.gid);
		}
		writeFileSync(this.file("root", "index.html"), "no page of a shop");
		writeFileSync(this.file("acme", "challenge-1"), "the answer");
		this.httpPort = await freePort();
		this.tlsPort = this.secure ? await freePort() : 0;
		this.settings();
		if (this.secure)
			this.certificate();
		if (this.server === "lighttpd" || this.server === "apache")
			for (const name of programs)
				this.start(binary(name), "--listen", `unix:${this.file("run", `${name}.sock`)}`, "--processes", "2");
		await until(() => !(this.server === "lighttpd" || this.server === "apache") || programs.every((name) => existsSync(this.file("run", `${name}.sock`))),
			"the programs start", 30);
		if (this.server === "lighttpd" || this.server === "cgi")
			this.lighttpd();
		else
			this.apache();
		await until(async () => (await answersAt(this.httpPort)) && (!this.secure || answersAt(this.tlsPort)), `${this.server} starts: ${this.log}`, 30);
	}
	settings() {
		const mine = {
			public_scheme: this.secure ? "https" : "http", public_port: this.port, runtime_directory: this.file("run"),
			...this.changes,
			demopay_url: `${this.secure ? "https" : "http"}://demopay.localhost:${this.port}`,
		};
		const kept = readFileSync(env.STOA_CONF, "utf8").split("\n").filter((line) => !(line.split("=")[0].trim() in mine));
		this.write("stoa.conf", `${kept.join("\n")}\n${quoted(mine, (n, v) => `${n} = ${v}`)}\n`);
	}
	certificate() {
		execFileSync("openssl", ["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2", "-subj", "/CN=localhost",
			"-addext", `subjectAltName=${hosts.map((h) => `DNS:${h}`).join(",")}`, "-keyout", this.file("key.pem"), "-out", this.file("chain.pem")], { stdio: "ignore" });
		chownSync(this.file("key.pem"), owner.uid, owner.gid);
		this.ca = readFileSync(this.file("chain.pem"));
	}
	shipped(...name) {
		copyFileSync(join(top, "contrib", ...name), this.file(name.at(-1)));
		return this.file(name.at(-1));
	}
	get environment() {
		return { STOA_CONF: this.file("stoa.conf"), PGSERVICEFILE: surroundings.PGSERVICEFILE, ASAN_OPTIONS: surroundings.ASAN_OPTIONS, UBSAN_OPTIONS: surroundings.UBSAN_OPTIONS };
	}
	lighttpd() {
		const cgi = this.server === "cgi";
		const vars = {
			stoa_run: this.file("run"), stoa_libexec: dirname(binary("storefront")), stoa_assets: env.ASSETS_DIR, stoa_media: env.MEDIA_DIR,
			stoa_tls_socket: `127.0.0.1:${this.tlsPort}`, stoa_tls_suffix: `:${this.tlsPort}`, stoa_tls_chain: this.file("chain.pem"),
			stoa_tls_key: this.file("key.pem"), stoa_acme: this.file("acme"),
		};
		const conf = this.write("lighttpd.conf", `${quoted(vars, (n, v) => `var.${n} = "${v}"`)}
server.port = ${this.httpPort}
server.bind = "127.0.0.1"
server.document-root = "${this.file("root")}"
server.upload-dirs = ( "${this.file("upload")}" )
index-file.names = ( "index.html" )
server.modules = ( ${cgi ? '"mod_setenv"' : ""} )
${cgi ? `setenv.set-environment = ( ${Object.entries(this.environment).map(([n, v]) => `"${n}" => "${v}"`).join(", ")} )` : ""}
include "${this.shipped("lighttpd", cgi ? "stoa-cgi.conf" : "stoa.conf")}"
${this.secure ? `include "${this.shipped("lighttpd", "stoa-tls.conf")}"` : ""}
`);
		execFileSync("/usr/sbin/lighttpd", ["-tt", "-f", conf], { stdio: ["ignore", "ignore", "pipe"] });
		this.start("/usr/sbin/lighttpd", "-D", "-f", conf);
	}
	apache() {
		const fcgid = this.server === "fcgid";
		const defined = {
			STOA_PORT: this.port, STOA_HTTP_PORT: this.httpPort, STOA_RUN: this.file("run"), STOA_LIBEXEC: dirname(binary("storefront")),
			STOA_CONF: this.file("stoa.conf"), STOA_ASSETS: env.ASSETS_DIR, STOA_MEDIA: env.MEDIA_DIR, STOA_TLS_CHAIN: this.file("chain.pem"),
			STOA_TLS_KEY: this.file("key.pem"), STOA_ACME: this.file("acme"), STOA_TLS_SUFFIX: `:${this.tlsPort}`,
		};
		const modules = apacheModules.map((m) => [m, `/usr/lib/apache2/modules/mod_${m}.so`]).filter(([, path]) => existsSync(path));
		const conf = this.write("apache.conf", `${modules.map(([m, path]) => `LoadModule ${m}_module ${path}`).join("\n")}
${quoted(defined, (n, v) => `Define ${n} "${v}"`)}
ServerName localhost
ServerRoot "${this.folder}"
DocumentRoot "${this.file("root")}"
DirectoryIndex index.html
${[this.httpPort, this.tlsPort].filter(Boolean).map((p) => `Listen 127.0.0.1:${p}`).join("\n")}
PidFile "${this.file("run", "httpd.pid")}"
DefaultRuntimeDir "${this.file("run")}"
Mutex pthread
ErrorLog "${this.file("run", "error.log")}"
TypesConfig /dev/null
StartServers 1
ThreadsPerChild 25
MaxRequestWorkers 100
<IfModule fcgid_module>
	FcgidIPCDir "${this.file("run")}"
	FcgidProcessTableFile "${this.file("run", "fcgid_shm")}"
	${fcgid ? quoted(this.environment, (n, v) => `FcgidInitialEnv ${n} "${v}"`) : ""}
</IfModule>
${this.secure ? `Include "${this.shipped("apache", "stoa-tls.conf")}"` : ""}
Include "${this.shipped("apache", fcgid ? "stoa-fcgid.conf" : "stoa.conf")}"
`);
		execFileSync("/usr/sbin/apache2", ["-t", "-f", conf], { stdio: ["ignore", "ignore", "pipe"] });
		this.start("/usr/sbin/apache2", "-D", "FOREGROUND", "-f", conf);
	}
	async down() {
		for (const child of this.children.reverse()) {
			child.kill("SIGTERM");
			const late = setTimeout(() => child.kill("SIGKILL"), 10000);
			await child.ended;
			clearTimeout(late);
		}
		await until(() => !this.left.length, `${this.server} ends with what it started`);
		rmSync(this.folder, { recursive: true, force: true });
	}
	// Processes that were started for this one, by whomever.
	get left() {
		const ours = (pid) => {
			try {
				return readFileSync(`/proc/${pid}/environ`, "latin1").includes(`STOA_CONF=${this.file("stoa.conf")}\0`);
			} catch {
				return false;
			}
		};
		return readdirSync("/proc").filter((name) => /^\d+$/.test(name) && ours(name)).map(Number);
	}
	// Those of them that are our programs.
	get programs() {
		const ours = (pid) => {
			try {
				return readlinkSync(`/proc/${pid}/exe`).startsWith(dirname(binary("storefront")));
			} catch {
				return false;
			}
		};
		return this.left.filter(ours);
	}
	// Where visitors are served.
	get port() {
		return this.secure ? this.tlsPort : this.httpPort;
	}
	// A browser that goes through this server, over http and https alike, and trusts its certificate.
	client(name = env.SHOP, { secure = this.secure, tls = {} } = {}) {
		const way = (request) => http.exchange(request.secure ? this.tlsPort : this.httpPort,
			{ timeout: 60000, headers: [], body: Buffer.alloc(0), ...request, tls: request.secure ? { ca: this.ca, ...tls } : undefined });
		return new Client(`http${secure ? "s" : ""}://${name}.localhost:${secure ? this.tlsPort : this.httpPort}`, { way });
	}
}
