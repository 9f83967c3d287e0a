// The screens for categories and content in every state.
import { look } from "../lib/look.mjs";
import { contentScreens } from "../lib/screens-content.mjs";

look("content", contentScreens);
