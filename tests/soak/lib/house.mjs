// Programs of a soak's own beside those of the stack, with points (base/point.h) at which they end, and the way to them: a web server's part
// for who asks by HTTP, and sockets for who speaks FastCGI. Their parents start again what ends.
import { mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { env } from "../../lib/env.mjs";
import * as fcgi from "../../lib/fcgi.mjs";
import { Program, settingsWith, surroundings } from "../../lib/program.mjs";
import { Post, Workers } from "./post.mjs";

const STACKS = ["storefront", "cart", "metrics"];

function front() {
	const server = createServer(async (req, res) => {
		const chunks = [];
		for await (const chunk of req)
			chunks.push(chunk);
		const headers = Object.entries(req.headers).filter(([n]) => n !== "host" && n !== "connection");
		try {
			const answer = await fcgi.exchange({ method: req.method, host: req.headers.host, target: req.url, headers, body: Buffer.concat(chunks), timeout: 60000 });
			res.writeHead(answer.status, answer.headers.flat());
			res.end(answer.body);
		} catch {
			res.writeHead(502).end();
		}
	});
	return new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(server)));
}

// sizes: { program: processes }; worker is one of them.
export class House {
	static async open(points, sizes) {
		const house = new House();
		house.server = await front();
		const port = String(house.server.address().port), { RUN_DIR, HTTP_PORT } = env;
		house.before = { RUN_DIR, HTTP_PORT };
		house.post = await Post.open();
		const settings = { public_port: port, demopay_url: `http://demopay.localhost:${port}`, smtp_url: `smtp://localhost:${house.post.port}`, mail_retry_base: 1, mail_seconds: 5,
			mail_answer_seconds: 2, job_seconds: 5, pool_shops: 0 };
		house.settings = settingsWith(settings);
		house.folder = mkdtempSync(join(tmpdir(), "stoa-house-"));
		surroundings.STOA_POINTS = points.folder;
		// Who is killed looks for no leaks, and looking for them takes seconds.
		surroundings.ASAN_OPTIONS += ":detect_leaks=0";
		house.programs = Object.entries(sizes).filter(([name]) => name !== "worker").map(([name, processes]) => new Program(name, { processes, conf: house.settings.conf }));
		house.workers = new Workers({ ...settings, worker_processes: sizes.worker });
		delete surroundings.STOA_POINTS;
		for (const name of STACKS)
			symlinkSync(join(RUN_DIR, `${name}.sock`), join(house.folder, `${name}.sock`));
		for (const p of house.programs)
			symlinkSync(p.socket, join(house.folder, `${p.name}.sock`));
		Object.assign(env, { RUN_DIR: house.folder, HTTP_PORT: port, ADMIN_URL: `http://admin.localhost:${port}` });
		await Promise.all(house.programs.map((p) => p.ready()));
		return house;
	}
	get log() {
		return [this.workers, ...this.programs].map((p) => p.log).join("");
	}
	// Mails that the server was given whole and of which it never said whether it took them: it was gone, or too slow for their worker.
	get unanswered() {
		return this.workers.count("code=unanswered") + this.workers.count("signal=14");
	}
	async end() {
		Object.assign(env, this.before);
		await this.workers.end();
		await Promise.all(this.programs.map((p) => p.end()));
		await this.post.close();
		this.server.closeAllConnections();
		this.server.close();
		this.settings.drop();
		rmSync(this.folder, { recursive: true, force: true });
	}
}
