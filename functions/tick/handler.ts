import { production } from "../../shared/runtime/environment.ts";
import { createTick } from "./tick.ts";

export const handler = createTick(production("tick", import.meta.dirname));
