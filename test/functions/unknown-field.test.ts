import {
  DescribeTaskDefinitionCommand,
  RegisterTaskDefinitionCommand,
  UpdateServiceCommand,
} from "@aws-sdk/client-ecs";
import { expect, test } from "@jest/globals";
import { untouched } from "../../shared/aws/untouched.ts";
import { plantGarden } from "../support/garden.ts";
import { givenCluster, givenService, service, whenPushed } from "../support/steps.ts";

test("fields that the SDK does not know survive two rollouts, on the task and on a container", async () => {
  const garden = await plantGarden();
  await givenCluster(garden);
  whenPushed(garden);
  await givenService(garden, { name: "api" });

  // Somebody with a newer client registers a revision with fields from the future.
  const first = await garden.ecs.send(new DescribeTaskDefinitionCommand({ taskDefinition: "api" }));
  const { containerDefinitions = [], ...task } = first.taskDefinition ?? {};
  const { family, networkMode, cpu, memory, executionRoleArn, requiresCompatibilities } = task;
  const [web, proxy] = containerDefinitions;
  const future = {
    family,
    networkMode,
    cpu,
    memory,
    executionRoleArn,
    requiresCompatibilities,
    moonPhase: { wanted: "full", fallback: null },
    containerDefinitions: [{ ...web, sunshine: ["morning", "noon"] }, proxy],
  };
  await garden.ecs.send(untouched(new RegisterTaskDefinitionCommand(future as never)));
  await garden.ecs.send(new UpdateServiceCommand({ cluster: "shop", service: "api", taskDefinition: "api:2" }));
  await garden.advance(300);

  for (const revision of [3, 4]) {
    whenPushed(garden);
    await garden.advance(600);
    const { taskDefinition } = await service(garden, "api");
    expect(taskDefinition).toMatch(new RegExp(`:${revision}$`));
    const answer: unknown = await garden.ecs.send(untouched(new DescribeTaskDefinitionCommand({ taskDefinition })));
    expect(answer).toMatchObject({
      taskDefinition: {
        moonPhase: { wanted: "full", fallback: null },
        containerDefinitions: [{ name: "web", sunshine: ["morning", "noon"] }, { name: "proxy" }],
      },
    });
  }
});
