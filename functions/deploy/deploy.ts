import { ResourceGroupsTaggingAPIClient } from "@aws-sdk/client-resource-groups-tagging-api";
import { parse } from "../../events/ecr-image-action/parse.ts";
import { createTagging } from "../../shared/aws/tagging.ts";
import type { Environment } from "../../shared/runtime/environment.ts";
import { createGardener } from "../../shared/runtime/gardener.ts";
import { lookAtEach } from "../../shared/runtime/look.ts";
import { onEvent } from "../../shared/runtime/on-event.ts";
import { type LambdaHandler, lambda } from "../../shared/runtime/shell.ts";
import { loadFollowers } from "./load.ts";

const KINDS = { "ECR Image Action": parse };

/** An image was pushed: every service that follows its repository and tag is looked at, and rolls if it should. */
export function createDeploy(environment: Environment, gardener = createGardener(environment)): LambdaHandler {
  const { clientOptions, connect } = environment;
  const tagging = createTagging(connect(new ResourceGroupsTaggingAPIClient(clientOptions)));
  return lambda(environment, (event, context) =>
    onEvent(gardener, KINDS, event, async (push, renewLease) => {
      const followers = await loadFollowers(gardener, tagging, push);
      if (followers.length === 0)
        environment.logger.info(`Nobody follows ${push.repository}:${push.tag}: no service of the garden names it`);
      await lookAtEach(gardener, context, followers, "tags", renewLease);
    }),
  );
}
