#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/conf.h"
#include "base/log.h"
#include "base/str.h"
#include "view/view.h"
#include "web/handover.h"
#include "web/meter.h"
#include "web/server.h"

enum { EXIT_USAGE = 2 };

struct arguments {
	const char *listen;
	int64_t processes; /* -1 where not given */
	bool check, routes, version, help;
};

static void usage(FILE *to, const char *name)
{
	fprintf(to,
	    "usage: %s [--listen unix:/PATH | --listen ADDRESS:PORT] [--processes N]\n"
	    "Answers FastCGI on the socket, or one CGI request. Without --listen the socket is the service manager's\n"
	    "(LISTEN_FDS), else descriptor 0.\n"
	    "  --processes  how many requests at once; 0: one, in this process, where the web server starts many of "
	    "us\n"
	    "  --check      open settings, key and templates, say what is wrong, and end\n"
	    "  --routes     print the addresses that are answered, a method and a path a line\n"
	    "  --version    print the version\n"
	    "Settings are read from the file that STOA_CONF names, else from %s/stoa.conf.\n",
	    name, SYSCONFDIR);
}

static bool parse(int argc, char **argv, struct arguments *out)
{
	const struct {
		const char *name;
		bool *flag;
	} flags[] = { { "--check", &out->check }, { "--routes", &out->routes }, { "--version", &out->version },
		{ "--help", &out->help } };
	for (int i = 1; i < argc; i++) {
		bool known = false;
		for (size_t f = 0; f < sizeof flags / sizeof flags[0]; f++) {
			if (str_eq(argv[i], flags[f].name))
				known = *flags[f].flag = true;
		}
		if (known)
			continue;
		if (i + 1 == argc)
			return false;
		if (str_eq(argv[i], "--listen"))
			out->listen = argv[++i];
		else if (!str_eq(argv[i], "--processes") ||
		         !str_to_int(argv[++i], 0, SERVER_PROCESSES_MAX, &out->processes))
			return false;
	}
	return true;
}

/* -1 with the reason on stderr. */
static int find_socket(const char *name, const char *address)
{
	if (address != NULL)
		return server_listen(address);
	int socket = server_inherited();
	if (socket != -1)
		return socket;
	if (fcgi_is_listening(STDIN_FILENO))
		return STDIN_FILENO;
	fprintf(stderr, "%s: descriptor 0 is no listening socket; give --listen\n", name);
	return -1;
}

static int serve(struct engine *engine, const struct arguments *args)
{
	struct handover before = { 0 };
	bool taken_over = handover_take(&before);
	/* Where a web server starts us, it is told to start so many as the settings say. */
	engine->processes = engine->app->processes > 0 ? engine->app->processes : engine->conf->processes;
	if (args->processes > 0)
		engine->processes = (int)args->processes;
	if (!taken_over && args->listen == NULL && fcgi_is_cgi())
		return engine_serve(engine, -1);
	if (!taken_over)
		before.socket = find_socket(engine->app->name, args->listen);
	if (before.socket < 0)
		return args->listen == NULL ? EXIT_USAGE : EXIT_FAILURE;
	int status;
	if (args->processes == 0)
		status = engine_serve(engine, before.socket);
	else
		status = server_run(engine, &before, engine->processes);
	if (args->listen != NULL)
		server_unlisten(args->listen, before.socket);
	return status;
}

int web_main(const struct app *app, int argc, char **argv)
{
	struct arguments args = { .processes = -1 };
	struct engine engine = { .app = app, .argv = argv };
	/* As CGI, a query without '=' arrives as arguments (RFC 3875 4.4): they are the client's, not ours. */
	if (!fcgi_is_cgi() && !parse(argc, argv, &args)) {
		usage(stderr, app->name);
		return EXIT_USAGE;
	}
	if (args.help || args.version) {
		if (args.help)
			usage(stdout, app->name);
		else
			printf("%s (Stoa) %s\n", app->name, PACKAGE_VERSION);
		return EXIT_SUCCESS;
	}
	if (args.routes) {
		area_print_routes(app->areas, stdout);
		return EXIT_SUCCESS;
	}
	log_init(app->name, LOG_INFO);
	if (!server_load(&engine))
		return EXIT_FAILURE;
	int status = EXIT_SUCCESS;
	if (!args.check) {
		engine.meter = meter_open(engine.conf, app);
		status = serve(&engine, &args);
		meter_close(&engine.meter);
	}
	if (engine.view)
		view_close(&engine.view);
	return status;
}
