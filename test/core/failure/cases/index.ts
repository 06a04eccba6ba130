import type { FailureCase } from "../case.ts";
import { APP_CASES } from "./app.ts";
import { CONFIG_CASES } from "./config.ts";
import { DEPLOYMENT_CASES } from "./deployment.ts";
import { HEALTH_CASES } from "./health.ts";
import { IAM_CASES } from "./iam.ts";
import { IMAGE_CASES } from "./image.ts";
import { NETWORK_CASES } from "./network.ts";
import { PLATFORM_CASES } from "./platform.ts";
import { RESOURCES_CASES } from "./resources.ts";
import { ROUTINE_CASES } from "./routine.ts";
import { STORAGE_CASES } from "./storage.ts";
import { UNSEEN_CASES } from "./unseen.ts";

/** What rules about failed tasks are scored on: written from the taxonomy, without a look at any rule. */
export const FAILURE_CASES: readonly FailureCase[] = [
  ...IMAGE_CASES,
  ...CONFIG_CASES,
  ...NETWORK_CASES,
  ...RESOURCES_CASES,
  ...APP_CASES,
  ...HEALTH_CASES,
  ...STORAGE_CASES,
  ...IAM_CASES,
  ...PLATFORM_CASES,
  ...DEPLOYMENT_CASES,
  ...ROUTINE_CASES,
  ...UNSEEN_CASES,
];
