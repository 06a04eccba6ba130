import { expect, test } from "@jest/globals";
import { givenARunningGarden, images, REGISTRY, service, whenPushed } from "../support/steps.ts";

test.each(["errorAfter", "errorBefore", "timeoutAfter"] as const)(
  "a registration of which nobody knows whether it took effect (%s) leaves one revision, and the rollout uses it",
  async (fault) => {
    const garden = await givenARunningGarden();
    garden.simulator.faults.set({ calls: [{ operation: "ecs:RegisterTaskDefinition", fault, count: 1 }] });
    const digest = whenPushed(garden);
    await garden.advance(1_500);
    expect(garden.simulator.faults.injected).toMatchObject([{ fault, what: "ecs:RegisterTaskDefinition", count: 1 }]);
    expect(garden.aws.ecs.families.get("api")).toHaveLength(2);
    expect((await service(garden, "api")).taskDefinition).toMatch(/:task-definition\/api:2$/);
    expect((await images(garden, "api"))["web"]).toBe(`${REGISTRY}/team/web@${digest}`);
    expect((await garden.services.read("shop/api")).rollout?.status).toBe("Completed");
  },
);
