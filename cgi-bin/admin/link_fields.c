#include "admin/link_fields.h"

#include "base/str.h"

static const struct coded with_home[] = {
	{ "home", N_("The home page"), NULL },
	{ "category", N_("A category"), NULL },
	{ "page", N_("A page"), NULL },
	{ "address", N_("Another address"), NULL },
	{ NULL, NULL, NULL },
};
static const struct coded or_nowhere[] = {
	{ "", N_("Nowhere"), NULL },
	{ "category", N_("A category"), NULL },
	{ "page", N_("A page"), NULL },
	{ "address", N_("Another address"), NULL },
	{ NULL, NULL, NULL },
};

enum err_code link_names(struct ctx *ctx, struct link_names *out)
{
	enum err_code e = category_tree(ctx, &out->tree);
	return e ? e : content_list(ctx, &out->pages, &out->n_pages);
}

static const struct content_row *page_find(const struct link_names *names, int64_t id)
{
	for (size_t i = 0; i < names->n_pages; i++)
		if (names->pages[i].id == id)
			return &names->pages[i];
	return NULL;
}

const char *link_name(struct ctx *ctx, const struct link_names *names, const struct link_target *target)
{
	const struct category_node *node;
	const struct content_row *page;
	if (str_eq(target->kind, "home"))
		return view_text(ctx, N_("Home"));
	if (str_eq(target->kind, "category") && (node = category_tree_find(&names->tree, target->id)))
		return node->name;
	if (str_eq(target->kind, "page") && (page = page_find(names, target->id)))
		return page->title;
	return target->address ? target->address : "";
}

bool link_shown(const struct link_names *names, const struct link_target *target)
{
	if (str_eq(target->kind, "category")) {
		const struct category_node *node = category_tree_find(&names->tree, target->id);
		return node && node->active;
	}
	if (str_eq(target->kind, "page")) {
		const struct content_row *page = page_find(names, target->id);
		return page && page->active;
	}
	return true;
}

static void field_pages(struct ctx *ctx, struct form_field *field, const struct link_names *names, int64_t chosen)
{
	field->options = ARENA_ARRAY(ctx->arena, names->n_pages + 1, struct form_option);
	field->n_options = names->n_pages + 1;
	field->options[0] = (struct form_option){ .value = "", .label = view_text(ctx, N_("None")) };
	for (size_t i = 0; i < names->n_pages; i++)
		field->options[i + 1] = (struct form_option){ .value = digits(ctx, names->pages[i].id),
			.label = names->pages[i].title,
			.selected = names->pages[i].id == chosen };
}

void link_fields(
    struct ctx *ctx, struct form_field to[LINK_FIELDS], const struct link_names *names, const struct link_fields *l)
{
	const struct link_target *now = l->now;
	to[0] = (struct form_field){
		.name = "link", .section = l->section, .label = l->label, .type = "radio", .required = true
	};
	field_codes(ctx, &to[0], l->home ? with_home : or_nowhere, now->kind);
	to[1] = (struct form_field){
		.name = "category", .label = N_("Category"), .type = "select", .required = true, .width = "half"
	};
	field_categories(ctx, &to[1], &names->tree, str_eq(now->kind, "category") ? now->id : 0, N_("None"));
	to[2] = (struct form_field){
		.name = "page", .label = N_("Page"), .type = "select", .required = true, .width = "half"
	};
	to[3] = (struct form_field){ .name = "address",
		.label = N_("Another address"),
		.type = "text",
		.dir = "ltr",
		.maxlength = "1000",
		.value = now->address,
		.hint = N_("A path of the shop such as /search?q=mug, or an address that begins with https://") };
	field_pages(ctx, &to[2], names, str_eq(now->kind, "page") ? now->id : 0);
}
