#include "admin/files.h"
#include "base/str.h"

static const struct view_field file_row_fields[] = {
	V_STR(file_row, name),
	V_STR(file_row, url),
	V_DATETIME(file_row, at),
	V_STRUCT(file_row, state, &status_part_view),
	V_INT(file_row, lines),
	V_INT(file_row, refused),
	V_END,
};
static const struct view_type file_row_view = { "file_row", sizeof(struct file_row), file_row_fields };

static const struct view_field files_page_fields[] = {
	V_STR(files_page, action),
	V_STR(files_page, export_url),
	V_STRUCT(files_page, form, &form_view),
	V_LIST(files_page, jobs, n_jobs, &file_row_view),
	V_END,
};
const struct view_type files_page_view = { "files_page", sizeof(struct files_page), files_page_fields };

static const struct view_field file_note_fields[] = {
	V_INT(file_note, line),
	V_STR(file_note, text),
	V_BOOL(file_note, refused),
	V_END,
};
static const struct view_type file_note_view = { "file_note", sizeof(struct file_note), file_note_fields };

static const struct view_field file_page_fields[] = {
	V_STR(file_page, name),
	V_STR(file_page, currency),
	V_DATETIME(file_page, at),
	V_STRUCT(file_page, state, &status_part_view),
	V_STR(file_page, self_url),
	V_STR(file_page, files_url),
	V_STR(file_page, report_url),
	V_STR(file_page, start_url),
	V_STR(file_page, cancel_url),
	V_STR(file_page, products_url),
	V_BOOL(file_page, checking),
	V_BOOL(file_page, checked),
	V_BOOL(file_page, importing),
	V_BOOL(file_page, done),
	V_BOOL(file_page, cancelled),
	V_BOOL(file_page, failed),
	V_BOOL(file_page, whole),
	V_BOOL(file_page, partly),
	V_BOOL(file_page, unfit),
	V_BOOL(file_page, waits),
	V_BOOL(file_page, startable),
	V_BOOL(file_page, working),
	V_STR(file_page, watch),
	V_BOOL(file_page, can_cancel),
	V_STR(file_page, lines),
	V_STR(file_page, lines_done),
	V_INT(file_page, lines_count),
	V_INT(file_page, behind),
	V_INT(file_page, fresh),
	V_INT(file_page, updated),
	V_INT(file_page, variants),
	V_INT(file_page, pictures),
	V_INT(file_page, records),
	V_INT(file_page, refused),
	V_INT(file_page, warned),
	V_LIST(file_page, notes, n_notes, &file_note_view),
	V_BOOL(file_page, more_notes),
	V_BOOL(file_page, nothing),
	V_END,
};
const struct view_type file_page_view = { "file_page", sizeof(struct file_page), file_page_fields };

struct status_part file_status(const struct import_job *j)
{
	static const struct {
		const char *state;
		struct status_part words;
	} states[] = {
		{ "checking", { N_("Being checked"), "calm" } },
		{ "checked", { N_("Waits for you"), "warn" } },
		{ "importing", { N_("Being imported"), "calm" } },
		{ "done", { N_("Imported"), "good" } },
		{ "cancelled", { N_("Cancelled"), "calm" } },
		{ "failed", { N_("Failed"), "bad" } },
	};
	for (size_t i = 0; i < sizeof states / sizeof states[0]; i++)
		if (str_eq(states[i].state, j->state))
			return states[i].words;
	return states[0].words;
}
