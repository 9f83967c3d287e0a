/*
 * build: what the build step contrib/build/view-build says about this build (gen/view_build.c).
 */
#ifndef STOA_VIEW_BUILD_H
#define STOA_VIEW_BUILD_H

struct view_asset {
	const char *path;   /* in htdocs/; NULL ends the table */
	const char *hashed; /* as it is served */
};

/* Hash of everything that goes into the compiled templates: a file with another one is refused. */
extern const char view_build[];
extern const struct view_asset view_assets[];

#endif
