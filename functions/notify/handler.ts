import { production } from "../../shared/runtime/environment.ts";
import { createNotify } from "./notify.ts";

export const handler = createNotify(production("notify", import.meta.dirname));
