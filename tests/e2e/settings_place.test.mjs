// Where a shop is: the time zone by which its days begin.
import assert from "node:assert/strict";
import { adminOrder } from "../lib/admin.mjs";
import { buy } from "../lib/buy.mjs";
import { shopExecute } from "../lib/psql.mjs";
import { test } from "../lib/runner.mjs";
import { newStand, set } from "../lib/settings.mjs";

test("the time zone that staff choose is the one of the clock beside orders and of the days on the dashboard, from the next page on", async () => {
	const { shop, staff, open } = await newStand(), sold = await buy({ shop, locale: "en", products: ["/p/mug"] });
	const today = async () => (await staff.get(`/en/${shop}/`)).$$("#sales ~ .table tbody tr")[0].textContent.replace(/\s+/g, " ");
	const shown = async () => (await adminOrder(staff, shop, sold.order.number)).textOf("main");
	const choose = async (zone) => {
		const page = await set(await open("/names"), { time_zone: zone });
		assert.equal(page.form("main form").value("time_zone"), zone);
	};
	const put = (moment) => shopExecute(shop, `UPDATE @shop@.orders SET placed_at = ${moment} WHERE id = ${sold.order.id}`);
	const midnight = "date_trunc('day', now() AT TIME ZONE 'Pacific/Kiritimati') AT TIME ZONE 'Pacific/Kiritimati'";
	await choose("Pacific/Kiritimati");
	// One of both lies on another day at Greenwich, at whatever hour this runs.
	put(midnight);
	assert.match(await today(), /Today 1/);
	assert.match(await shown(), /12:00 AM/);
	put(`${midnight} - interval '1 second'`);
	assert.match(await today(), /Today 0/);
	assert.match(await shown(), /11:59 PM/);
	await choose("Africa/Abidjan");
	assert.match(await shown(), /9:59 AM/);
	await choose("Pacific/Marquesas");
	assert.match(await shown(), /12:29 AM/);
});
