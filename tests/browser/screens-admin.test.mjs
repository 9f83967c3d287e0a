// Every page of the admin in every state: empty, error, full, busy.
import { look } from "../lib/look.mjs";
import { adminScreens } from "../lib/screens.mjs";

look("admin", adminScreens);
