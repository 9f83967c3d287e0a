#include "base/str.h"
#include "kit/text.h"
#include "ops/shops.h"
#include "queries.h"
#include "shop/goods_write.h"

/*
 * Legal pages as a new shop gets them: hidden, with gaps in brackets. They say what such a page holds and are no
 * advice; the merchant fills the gaps, has them looked over, and publishes them.
 */
struct starter_text {
	const char *locale, *title, *body;
};
enum { LANGUAGES = 5 };
static const struct starter {
	const char *role;
	struct starter_text texts[LANGUAGES];
} starters[] = {
	{ "imprint",
	    {
	        { "en", "Legal notice",
	            "[Name of the business]\n[Street and number]\n[Postcode, place, country]\n\nE-mail: "
	            "[address]\nPhone: "
	            "[number]\n\nRepresented by: [name]\nRegister: [court and number]\nVAT number: [number]" },
	        { "de", "Impressum",
	            "[Name des Unternehmens]\n[Straße und Hausnummer]\n[Postleitzahl, Ort, Land]\n\nE-Mail: "
	            "[Adresse]\nTelefon: [Nummer]\n\nVertreten durch: [Name]\nRegister: [Gericht und "
	            "Nummer]\nUSt-IdNr.: "
	            "[Nummer]" },
	        { "fr", "Mentions légales",
	            "[Nom de l’entreprise]\n[Rue et numéro]\n[Code postal, ville, pays]\n\nE-mail : "
	            "[adresse]\nTéléphone : "
	            "[numéro]\n\nReprésentée par : [nom]\nRegistre : [greffe et numéro]\nNuméro de TVA : [numéro]" },
	        { "ar", "بيانات المتجر القانونية",
	            "[اسم المنشأة]\n[الشارع والرقم]\n[الرمز البريدي والمدينة والبلد]\n\nالبريد الإلكتروني: "
	            "[العنوان]\nالهاتف: [الرقم]\n\nيمثلها: [الاسم]\nالسجل التجاري: [الرقم]\nالرقم الضريبي: [الرقم]" },
	        { "ja", "特定商取引法に基づく表記",
	            "販売業者：[名称]\n所在地：[郵便番号・住所]\n運営責任者：[氏名]\n電話番号：[番号]\nメール：["
	            "アドレス]\n"
	            "\n支払い方法と時期：[内容]\n商品の引き渡し時期：[内容]\n返品・交換：[内容]" },
	    } },
	{ "privacy",
	    {
	        { "en", "Privacy notice",
	            "Responsible: [name and address]\n\nWhat we keep: the data of your order (name, address, e-mail, "
	            "goods) "
	            "for as long as the law asks us to keep our books: [period].\n\nWho gets it: the carrier [name], "
	            "the "
	            "payment provider [name].\n\nCookies: only those that the shop cannot do without.\n\nYour rights: "
	            "to see, "
	            "correct and delete your data; write to [address]. You may complain to [authority]." },
	        { "de", "Datenschutzerklärung",
	            "Verantwortlich: [Name und Anschrift]\n\nWas wir speichern: die Daten Ihrer Bestellung (Name, "
	            "Anschrift, "
	            "E-Mail, Ware), so lange das Gesetz die Aufbewahrung der Bücher verlangt: [Frist].\n\nWer sie "
	            "erhält: der "
	            "Paketdienst [Name], der Zahlungsanbieter [Name].\n\nCookies: nur solche, ohne die der Shop nicht "
	            "geht."
	            "\n\nIhre Rechte: Auskunft, Berichtigung und Löschung; schreiben Sie an [Adresse]. Beschwerden "
	            "nimmt [Behörde] "
	            "entgegen." },
	        { "fr", "Protection des données",
	            "Responsable : [nom et adresse]\n\nCe que nous conservons : les données de votre commande (nom, "
	            "adresse, "
	            "e-mail, articles), aussi longtemps que la loi l’exige : [durée].\n\nQui les reçoit : le "
	            "transporteur [nom], "
	            "le prestataire de paiement [nom].\n\nCookies : uniquement les indispensables.\n\nVos droits : "
	            "accès, "
	            "rectification et effacement ; écrivez à [adresse]. Vous pouvez saisir [autorité]." },
	        { "ar", "إشعار الخصوصية",
	            "المسؤول: [الاسم والعنوان]\n\nما نحتفظ به: بيانات طلبك (الاسم والعنوان والبريد والمنتجات) للمدة "
	            "التي "
	            "يفرضها القانون: [المدة].\n\nمن يتسلمها: شركة التوصيل [الاسم] ومزوّد الدفع [الاسم].\n\nملفات تعريف "
	            "الارتباط: الضرورية فقط.\n\nحقوقك: الاطلاع والتصحيح والحذف؛ راسلنا على [العنوان]. ولك أن تشتكي إلى "
	            "[الجهة]." },
	        { "ja", "プライバシーポリシー",
	            "個人情報取扱事業者：[名称・住所]\n\n保存する情報：ご注文の情報(氏名、住所、メール、商品)"
	            "を、法律で定められた期間"
	            "([期間])保存します。\n\n提供先：配送業者 [名称]、決済サービス "
	            "[名称]。\n\nCookie：ショップに必要なものだけを"
	            "使います。\n\nお客様の権利：開示、訂正、削除を求めることができます。窓口：[アドレス]" },
	    } },
	{ "terms",
	    {
	        { "en", "Terms and conditions",
	            "Who sells: [name and address].\n\nThe contract: your order is an offer; we accept it by "
	            "[how].\n\nPrices "
	            "and shipping: as shown before you order.\n\nPayment: by the ways shown at the "
	            "checkout.\n\nDelivery: within "
	            "[time].\n\nDefects: the law's rules hold.\n\nLaw and court: [country and place]." },
	        { "de", "Allgemeine Geschäftsbedingungen",
	            "Wer verkauft: [Name und Anschrift].\n\nVertrag: Ihre Bestellung ist ein Angebot; wir nehmen es an "
	            "durch "
	            "[wie].\n\nPreise und Versand: wie vor der Bestellung gezeigt.\n\nZahlung: auf den an der Kasse "
	            "gezeigten "
	            "Wegen.\n\nLieferung: innerhalb von [Zeit].\n\nMängel: Es gelten die gesetzlichen Regeln.\n\nRecht "
	            "und "
	            "Gericht: [Land und Ort]." },
	        { "fr", "Conditions générales de vente",
	            "Vendeur : [nom et adresse].\n\nContrat : votre commande est une offre ; nous l’acceptons par "
	            "[comment]."
	            "\n\nPrix et livraison : tels qu’affichés avant la commande.\n\nPaiement : par les moyens proposés."
	            "\n\nLivraison : sous [délai].\n\nDéfauts : les garanties légales s’appliquent.\n\nDroit et "
	            "tribunal : [pays et "
	            "ville]." },
	        { "ar", "الشروط والأحكام",
	            "البائع: [الاسم والعنوان].\n\nالعقد: طلبك عرض نقبله عبر [الطريقة].\n\nالأسعار والشحن: كما تظهر قبل "
	            "الطلب."
	            "\n\nالدفع: بالطرق المعروضة عند الدفع.\n\nالتسليم: خلال [المدة].\n\nالعيوب: تسري أحكام "
	            "القانون.\n\nالقانون "
	            "والمحكمة: [البلد والمدينة]." },
	        { "ja", "利用規約",
	            "販売者：[名称・住所]\n\n契約：ご注文を申し込みとし、[方法]"
	            "により承諾します。\n\n価格と送料：注文前に表示したとおりです。"
	            "\n\n支払い：購入手続きで表示した方法によります。\n\n引き渡し：[期間]"
	            "以内。\n\n不具合：法律の定めに従います。"
	            "\n\n準拠法と裁判所：[国・地域]" },
	    } },
	{ "withdrawal",
	    {
	        { "en", "Right of withdrawal",
	            "You may withdraw from this contract within [14] days without giving a reason. The period begins "
	            "when you "
	            "have the goods.\n\nTell us by a clear statement: [name, address, e-mail].\n\nWe send back all "
	            "payments within "
	            "[14] days. You send the goods back to: [address]. The cost of that is borne by: [you or "
	            "us].\n\nExcepted "
	            "are: [goods made to your wishes and the like]." },
	        { "de", "Widerrufsbelehrung",
	            "Sie können diesen Vertrag binnen [14] Tagen ohne Angabe von Gründen widerrufen. Die Frist "
	            "beginnt, sobald Sie "
	            "die Ware haben.\n\nSagen Sie es uns durch eine eindeutige Erklärung: [Name, Anschrift, "
	            "E-Mail].\n\nWir zahlen "
	            "alles binnen [14] Tagen zurück. Die Ware senden Sie an: [Anschrift]. Die Kosten dafür trägt: [Sie "
	            "oder wir]."
	            "\n\nAusgenommen sind: [nach Ihren Wünschen gefertigte Waren und dergleichen]." },
	        { "fr", "Droit de rétractation",
	            "Vous pouvez vous rétracter de ce contrat dans un délai de [14] jours sans donner de motif. Le "
	            "délai court dès "
	            "la réception des articles.\n\nInformez-nous par une déclaration claire : [nom, adresse, "
	            "e-mail].\n\nNous "
	            "remboursons tout sous [14] jours. Renvoyez les articles à : [adresse]. Les frais sont à la charge "
	            "de : [vous ou "
	            "nous].\n\nExceptions : [articles faits sur mesure, etc.]." },
	        { "ar", "حق العدول عن الشراء",
	            "يمكنك العدول عن هذا العقد خلال [14] يومًا دون إبداء سبب. تبدأ المدة عند استلام المنتجات.\n\nأخبرنا "
	            "ببيان واضح: "
	            "[الاسم والعنوان والبريد].\n\nنعيد كل المدفوعات خلال [14] يومًا. أعد المنتجات إلى: [العنوان]. يتحمل "
	            "التكلفة: "
	            "[أنت أو نحن].\n\nيُستثنى: [ما صُنع بطلبك ونحوه]." },
	        { "ja", "返品と解約について",
	            "商品を受け取った日から[日数]日以内は、理由を問わず解約できます。\n\nご連絡先：[名称・住所・メール]"
	            "\n\n[日数]日以内に全額を"
	            "返金します。返送先：[住所]。返送料の負担：[お客様または当店]\n\n対象外：[特注品など]" },
	    } },
};

static enum err_code seed_texts(struct ctx *ctx, const struct shop_plan *p, const struct starter *s, int64_t id)
{
	enum err_code err = ERR_OK;

	for (size_t i = 0; !err && i < p->locales.n; i++) {
		const struct starter_text *t = &s->texts[0];

		for (size_t k = 0; k < LANGUAGES; k++)
			if (str_eq(s->texts[k].locale, p->locales.v[i]))
				t = &s->texts[k];
		err = q_seed_page_text(ctx,
		    &(struct seed_page_text_in){
		        .page_id = id, .locale = p->locales.v[i], .title = t->title, .body = t->body },
		    NULL);
		if (!err)
			err = goods_add_slug(
			    ctx, "page", p->locales.v[i], text_slug(ctx->arena, p->locales.v[i], t->title), id);
	}
	return err;
}

enum err_code seed_pages(struct ctx *ctx, const struct shop_plan *p)
{
	enum err_code err = ERR_OK;

	for (size_t i = 0; !err && i < sizeof starters / sizeof *starters; i++) {
		struct seed_page_in in = { .code = starters[i].role, .position = (int64_t)i + 1 };
		struct seed_page_row row;

		err = q_seed_page_one(ctx, &in, &row);
		if (!err)
			err = seed_texts(ctx, p, &starters[i], row.id);
		else if (err == ERR_NOT_FOUND) /* it is there already */
			err = ERR_OK;
	}
	return err;
}
