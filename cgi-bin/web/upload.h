/*
 * upload: pictures that staff send, for every area of the admin. The route takes BODY_UPLOAD; the form has
 * enctype="multipart/form-data" and <input type="file">.
 *
 * A page that shows a picture keeps its id (a column that REFERENCES @shop@.media (id)) or its address, and shows it by
 * shop_picture(). An address is good as soon as it is there; when the worker has made the smaller sizes, @shop@.media
 * has a better one, and whoever keeps addresses is told by a query beside media_moved_pictures in
 * sql/queries/picture.sql.
 */
#ifndef STOA_WEB_UPLOAD_H
#define STOA_WEB_UPLOAD_H

#include "base/ctx.h"
#include "http/request.h"
#include "shop/picture.h"

/* The first file that was chosen in the field; NULL for none. */
const struct upload *upload_find(const struct request *, const char *field);

/*
 * Checks one picture by its content, makes the file that shops show, and keeps the original. ERR_INPUT: refused at
 * field by picture_empty, picture_kind, picture_size or picture_broken ({1} is the file's name).
 */
enum err_code upload_take(struct ctx *, const char *field, const struct upload *, struct picture_file *out);
/* The same, entered among the shop's pictures, with the promise of its sizes. Not inside a transaction. */
enum err_code upload_picture(struct ctx *, const char *field, const struct upload *, struct picture_kept *out);

#endif
