#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/conf.h"
#include "base/log.h"
#include "base/str.h"
#include "view/view.h"
#include "web/server.h"

enum { EXIT_USAGE = 2 };

struct arguments {
	const char *listen;
	int64_t processes; /* 0 where not given */
	bool check, version, help;
};

static void usage(FILE *to, const char *name)
{
	fprintf(to,
	    "usage: %s [--listen unix:/PATH | --listen ADDRESS:PORT] [--processes N]\n"
	    "Answers FastCGI on the socket (without --listen: on descriptor 0), or one CGI request.\n"
	    "  --check      open settings, key and templates, say what is wrong, and end\n"
	    "  --version    print the version\n"
	    "Settings are read from the file that STOA_CONF names, else from %s/stoa.conf.\n",
	    name, SYSCONFDIR);
}

static bool parse(int argc, char **argv, struct arguments *out)
{
	const struct {
		const char *name;
		bool *flag;
	} flags[] = { { "--check", &out->check }, { "--version", &out->version }, { "--help", &out->help } };
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
		         !str_to_int(argv[++i], 1, SERVER_PROCESSES_MAX, &out->processes))
			return false;
	}
	return true;
}

static int serve(struct engine *engine, const struct arguments *args)
{
	if (args->listen == NULL && fcgi_is_cgi())
		return engine_serve(engine, -1);
	int socket = args->listen == NULL ? STDIN_FILENO : server_listen(args->listen);
	if (socket < 0)
		return EXIT_FAILURE;
	if (args->listen == NULL && !fcgi_is_listening(socket)) {
		fprintf(stderr, "%s: descriptor 0 is no listening socket; give --listen\n", engine->app->name);
		return EXIT_USAGE;
	}
	int processes = args->processes > 0 ? (int)args->processes : engine->conf->processes;
	int status = server_run(engine, socket, processes);
	if (args->listen != NULL)
		server_unlisten(args->listen, socket);
	return status;
}

int web_main(const struct app *app, int argc, char **argv)
{
	struct arguments args = { 0 };
	struct engine engine = { .app = app };
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
	log_init(app->name, LOG_INFO);
	if (!server_load(&engine))
		return EXIT_FAILURE;
	int status = args.check ? EXIT_SUCCESS : serve(&engine, &args);
	if (engine.view)
		view_close(&engine.view);
	return status;
}
