import { production } from "../../shared/runtime/environment.ts";
import { createDeploy } from "./deploy.ts";

export const handler = createDeploy(production("deploy", import.meta.dirname));
