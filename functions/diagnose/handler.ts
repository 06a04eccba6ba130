import { production } from "../../shared/runtime/environment.ts";
import { createDiagnose } from "./diagnose.ts";

export const handler = createDiagnose(production("diagnose", import.meta.dirname));
