import type { Rule } from "./rule.ts";
import { APP } from "./rules/app.ts";
import { CONFIG } from "./rules/config.ts";
import { DEPLOYMENT } from "./rules/deployment.ts";
import { HEALTH_RULES } from "./rules/health.ts";
import { IAM } from "./rules/iam.ts";
import { IMAGE } from "./rules/image.ts";
import { NETWORK } from "./rules/network.ts";
import { PLATFORM } from "./rules/platform.ts";
import { RESOURCES } from "./rules/resources.ts";
import { STORAGE } from "./rules/storage.ts";

/** Every kind of failure, in the order of asking: for each text, the first row that fits decides. */
export const RULES: readonly Rule[] = [
  ...DEPLOYMENT,
  ...IAM,
  ...IMAGE,
  ...STORAGE,
  ...HEALTH_RULES,
  ...NETWORK,
  ...CONFIG,
  ...RESOURCES,
  ...APP,
  ...PLATFORM,
];
