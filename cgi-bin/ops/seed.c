#include "base/conf.h"
#include "base/str.h"
#include "ops/shops.h"
#include "queries.h"

/* Texts in the languages of the interface; the merchant changes them. */
struct seed_word {
	const char *code;
	const char *other; /* a payment method's provider; a tax class of shipping */
	const char *label;
};

static const struct seed_word tax_classes[] = {
	{ "standard", NULL,
	    "{\"en\":\"Standard rate\",\"de\":\"Regelsatz\",\"fr\":\"Taux normal\",\"ar\":\"النسبة "
	    "العادية\",\"ja\":\"標準税率\"}" },
	{ "reduced", NULL,
	    "{\"en\":\"Reduced rate\",\"de\":\"Ermäßigter Satz\",\"fr\":\"Taux réduit\",\"ar\":\"النسبة "
	    "المخفضة\",\"ja\":\"軽減税率\"}" },
	{ "zero", NULL,
	    "{\"en\":\"Zero rate\",\"de\":\"Nullsatz\",\"fr\":\"Taux zéro\",\"ar\":\"نسبة "
	    "الصفر\",\"ja\":\"税率ゼロ\"}" },
};

static const struct seed_word payment_methods[] = {
	{ "bank_transfer", "offline",
	    "{\"en\":\"Bank transfer\",\"de\":\"Überweisung\",\"fr\":\"Virement bancaire\",\"ar\":\"تحويل "
	    "بنكي\",\"ja\":\"銀行振込\"}" },
	{ "check", "offline",
	    "{\"en\":\"Check\",\"de\":\"Scheck\",\"fr\":\"Chèque\",\"ar\":\"شيك\",\"ja\":\"小切手\"}" },
	{ "cash_on_delivery", "cash_on_delivery",
	    "{\"en\":\"Cash on delivery\",\"de\":\"Nachnahme\",\"fr\":\"Contre remboursement\",\"ar\":\"الدفع عند "
	    "الاستلام\",\"ja\":\"代金引換\"}" },
	{ "demo", "demo",
	    "{\"en\":\"Demo payment\",\"de\":\"Demo-Zahlung\",\"fr\":\"Paiement de démonstration\",\"ar\":\"دفع "
	    "تجريبي\",\"ja\":\"デモ決済\"}" },
};

static const struct seed_word home_zone = { "home", NULL,
	"{\"en\":\"Home country\",\"de\":\"Inland\",\"fr\":\"Pays d’origine\",\"ar\":\"داخل البلد\",\"ja\":\"国内\"}" };
static const struct seed_word parcel = { "standard", "standard",
	"{\"en\":\"Standard shipping\",\"de\":\"Standardversand\",\"fr\":\"Livraison standard\",\"ar\":\"الشحن "
	"العادي\",\"ja\":\"通常配送\"}" };

/* What the tax is called in the shop's default language; code is the language. */
static const struct seed_word tax_names[] = {
	{ "en", NULL, "VAT" },
	{ "de", NULL, "MwSt." },
	{ "fr", NULL, "TVA" },
	{ "ar", NULL, "ضريبة القيمة المضافة" },
	{ "ja", NULL, "消費税" },
};

static const char *tax_name(const char *locale)
{
	for (size_t i = 0; i < sizeof(tax_names) / sizeof(tax_names[0]); i++)
		if (str_eq(tax_names[i].code, locale))
			return tax_names[i].label;
	return tax_names[0].label;
}

static enum err_code seed_settings(struct ctx *ctx, const struct shop_plan *p)
{
	q_seed_shop_queue(ctx, &(struct seed_shop_in){ .default_locale = p->locales.v[0],
	                           .locales = p->locales,
	                           .currency = p->currency,
	                           .country = p->country,
	                           .tax_mode = p->tax_mode,
	                           .time_zone = p->time_zone,
	                           .email = p->email });
	q_seed_shop_text_queue(ctx, &(struct seed_shop_text_in){ .locale = p->locales.v[0], .title = p->title });
	q_seed_currency_queue(ctx, &(struct seed_currency_in){ .code = p->currency });
	q_seed_location_queue(ctx, &(struct seed_location_in){ .name = p->title });
	for (size_t i = 0; i < sizeof(tax_classes) / sizeof(tax_classes[0]); i++)
		q_seed_tax_class_queue(
		    ctx, &(struct seed_tax_class_in){
		             .code = tax_classes[i].code, .label = tax_classes[i].label, .position = (int64_t)i + 1 });
	/* Valid from long ago: a fixed moment, so that a second seed meets the first one's row. */
	if (p->tax_ppm > 0)
		q_seed_tax_rate_queue(ctx, &(struct seed_tax_rate_in){ .country = p->country,
		                               .tax_class = tax_classes[0].code,
		                               .ppm = p->tax_ppm,
		                               .name = tax_name(p->locales.v[0]),
		                               .valid_from = 0 });
	return db_flush(ctx);
}

static enum err_code seed_payment(struct ctx *ctx)
{
	for (size_t i = 0; i < sizeof(payment_methods) / sizeof(payment_methods[0]); i++) {
		const struct seed_word *w = &payment_methods[i];

		if (str_eq(w->other, "demo") && str_empty(ctx->conf->demopay_url))
			continue;
		q_seed_payment_method_queue(
		    ctx, &(struct seed_payment_method_in){
		             .code = w->code, .provider = w->other, .label = w->label, .position = (int64_t)i + 1 });
	}
	return db_flush(ctx);
}

static enum err_code seed_shipping(struct ctx *ctx, const struct shop_plan *p)
{
	const struct texts countries = { .v = &p->country, .n = 1 };
	struct seed_zone_id_row zone;
	struct seed_shipping_method_id_row method;
	enum err_code err = q_seed_zone(ctx,
	    &(struct seed_zone_in){
	        .code = home_zone.code, .label = home_zone.label, .countries = countries, .position = 1 },
	    NULL);

	if (!err)
		err = q_seed_zone_id_one(ctx, &(struct seed_zone_id_in){ .code = home_zone.code }, &zone);
	if (!err)
		err = q_seed_shipping_method(ctx,
		    &(struct seed_shipping_method_in){
		        .zone_id = zone.id, .code = parcel.code, .label = parcel.label, .tax_class = parcel.other },
		    NULL);
	if (!err)
		err = q_seed_shipping_method_id_one(
		    ctx, &(struct seed_shipping_method_id_in){ .zone_id = zone.id, .code = parcel.code }, &method);
	if (!err)
		err = q_seed_shipping_rate(ctx,
		    &(struct seed_shipping_rate_in){
		        .method_id = method.id, .currency = p->currency, .minor = p->shipping_minor },
		    NULL);
	return err;
}

static enum err_code seed(struct ctx *ctx, void *arg)
{
	const struct shop_plan *p = *(const struct shop_plan **)arg;
	enum err_code err = seed_settings(ctx, p);

	if (!err)
		err = seed_payment(ctx);
	if (!err)
		err = seed_pages(ctx, p);
	return err ? err : seed_shipping(ctx, p);
}

enum err_code shop_seed(struct ctx *ctx, const struct shop_plan *p)
{
	return db_tx(ctx, seed, &p);
}
