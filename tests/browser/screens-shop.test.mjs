// Every page of the shops in every state: empty, error, full, busy.
import { look } from "../lib/look.mjs";
import { shopScreens } from "../lib/screens.mjs";

look("shop", shopScreens);
