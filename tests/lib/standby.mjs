// A streaming standby of the stack's Postgres, in a folder of its own, that can be paused, stopped, killed and promoted.
import { execFileSync, spawn } from "node:child_process";
import { chownSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { env } from "./env.mjs";
import { until } from "./program.mjs";

const BIN = "/usr/lib/postgresql/15/bin", PORT = "5433", OWNER = "stoa";

export class Standby {
	constructor() {
		this.folder = mkdtempSync(join(tmpdir(), "stoa-standby-"));
		const { uid, gid } = statSync(join(env.RUN_DIR, "postgres.pid"));
		this.as = process.getuid() === 0 ? ids(uid, gid) : {};
		if (this.as.uid !== undefined)
			chownSync(this.folder, this.as.uid, this.as.gid);
		this.data = join(this.folder, "data");
		execFileSync(`${BIN}/pg_basebackup`, ["-h", env.RUN_DIR, "-p", "5432", "-U", OWNER, "-D", this.data, "-R", "-X", "stream", "-c", "fast", "--no-sync"], this.as);
	}
	async start() {
		this.child = spawn("setpriv", ["--pdeathsig", "INT", `${BIN}/postgres`, "-D", this.data, "-c", `port=${PORT}`, "-c", "listen_addresses=", "-c", `unix_socket_directories=${this.folder}`,
			"-c", "max_connections=200", "-c", "hot_standby=on", "-c", "fsync=off", "-c", "wal_receiver_status_interval=1"], { ...this.as, stdio: ["ignore", "ignore", "pipe"] });
		this.log = "";
		this.child.stderr.on("data", (bytes) => (this.log += bytes));
		this.ended = new Promise((resolve) => this.child.on("exit", resolve));
		await until(() => this.alive() && this.try("SELECT 1"), `a standby: ${this.log}`);
	}
	// For conf's cell_read_database.
	get pattern() {
		return `host=${this.folder} port=${PORT} dbname=stoa_%s`;
	}
	alive() {
		return this.child.exitCode === null && this.child.signalCode === null;
	}
	ask(sql) {
		return execFileSync("psql", ["-XAtq", "-v", "ON_ERROR_STOP=1", "-h", this.folder, "-p", PORT, "-U", OWNER, "stoa_cell1", "-c", sql], { encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] }).trim();
	}
	try(sql) {
		try {
			return this.ask(sql);
		} catch {
			return null;
		}
	}
	// Of every process of it.
	signal(name) {
		const pid = this.child.pid, children = readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").trim().split(" ").filter(Boolean).map(Number);
		for (const p of name === "SIGKILL" ? [pid, ...children] : [...children, pid])
			process.kill(p, name);
	}
	async kill() {
		this.signal("SIGKILL");
		await this.ended;
		for (const file of readdirSync(this.folder).filter((f) => f.startsWith(".s.PGSQL")))
			rmSync(join(this.folder, file), { force: true });
		rmSync(join(this.data, "postmaster.pid"), { force: true });
	}
	async end() {
		if (this.child && this.alive())
			await this.kill();
		rmSync(this.folder, { recursive: true, force: true });
	}
}

// The database's owner, as the process that runs it has it.
function ids(uid, gid) {
	const pid = Number(readFileSync(join(env.RUN_DIR, "postgres.pid"), "utf8"));
	const of = (what) => Number(new RegExp(`^${what}:\\s+(\\d+)`, "m").exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1]);
	return { uid: of("Uid") || uid, gid: of("Gid") || gid };
}
