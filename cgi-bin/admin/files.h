/*
 * files: products as CSV, in and out: what the pages of this area share.
 */
#ifndef STOA_ADMIN_FILES_H
#define STOA_ADMIN_FILES_H

#include "ops/import_job.h"
#include "view/view.h"
#include "web/form.h"
#include "web/parts.h"
#include "web/route.h"

/* What is sent beside the file. */
struct files_in {
	const char *currency; /* of the file's prices */
	bool whole;           /* all or nothing */
};

handler_fn files_get;
handler_fn files_post;
handler_fn files_export_get;
handler_fn file_get;
handler_fn file_start_post;
handler_fn file_cancel_post;
handler_fn file_report_get;

/* A file in the list. */
struct file_row {
	const char *name;
	const char *url;
	int64_t at; /* uploaded, UTC seconds */
	struct status_part state;
	int64_t lines, refused;
};

struct files_page {
	const char *action;
	const char *export_url;
	struct form form;
	struct file_row *jobs;
	size_t n_jobs;
};

/* What is told of a row. */
struct file_note {
	int64_t line; /* of the file, from 1, as editors count */
	const char *text;
	bool refused;
};

struct file_page {
	const char *name;
	const char *currency;
	int64_t at;
	struct status_part state;
	const char *self_url, *files_url, *report_url, *start_url, *cancel_url, *products_url;
	bool checking, checked, importing, done, cancelled, failed;
	bool whole;  /* all or nothing */
	bool partly; /* what was imported before stays */
	bool unfit;  /* whole, and rows are refused */
	bool waits;  /* another import writes */
	bool startable;
	bool working;      /* the worker is at it */
	const char *watch; /* the same for htdocs/js/watch.js; NULL for no */
	bool can_cancel;
	const char *lines, *lines_done; /* digits */
	int64_t lines_count, behind;    /* the same for people */
	int64_t fresh, updated, variants, pictures, records, refused, warned;
	struct file_note *notes; /* the first ones */
	size_t n_notes;
	bool more_notes;
	bool nothing; /* no row of it can be used */
};

extern const struct view_type files_page_view, file_page_view;

struct status_part file_status(const struct import_job *);

#endif
