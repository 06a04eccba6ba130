import * as ecs from "@aws-sdk/client-ecs";
import { expect, test } from "@jest/globals";
import { AwsError } from "../../simulator/aws.ts";
import { World } from "../../simulator/clock.ts";
import { Simulator } from "../../simulator/simulator.ts";
import { readCatalogue } from "../../simulator/wire/catalogue.ts";
import type { Service } from "../../simulator/wire/services.ts";
import { callers, connectInProcess, inProcessClientOptions } from "../../simulator/wire/transport.ts";

/** An ECS whose every second call is throttled, and which remembers when it was asked for what. */
function throttlingSimulator(seed: number) {
  const world = new World({ seed, start: 0, order: "seeded" });
  const asked: string[] = [];
  const service: Service = {
    definition: {
      id: "ecs",
      signingName: "ecs",
      sdk: ecs,
      protocols: [{ kind: "json", version: "1.1", target: "AmazonEC2ContainerServiceV20141113" }],
      invalidInputCode: "InvalidParameterException",
    },
    catalogue: readCatalogue(ecs),
    actions: new Map([
      [
        "DescribeClusters",
        (input) => {
          asked.push(`${world.now} ${JSON.stringify(input)}`);
          if (asked.length % 2 === 1) throw new AwsError("ThrottlingException", "Rate exceeded");
          return { clusters: [{ clusterName: "shop" }] };
        },
      ],
    ]),
  };
  const simulator = new Simulator([service], world);
  const client = connectInProcess(simulator, new ecs.ECSClient(inProcessClientOptions(simulator)));
  return { simulator, world, asked, client };
}

const describe = (client: ecs.ECSClient, cluster: string) =>
  client.send(new ecs.DescribeClustersCommand({ clusters: [cluster] }));

test("an administrator's call is retried at once, without time passing", async () => {
  const { client, asked, simulator } = throttlingSimulator(1);
  const { clusters, $metadata } = await describe(client, "shop");
  expect(clusters).toEqual([{ clusterName: "shop" }]);
  expect($metadata.attempts).toBe(2);
  expect(asked).toEqual(['0 {"clusters":["shop"]}', '0 {"clusters":["shop"]}']);
  expect(simulator.calls.list()).toEqual([{ principal: "administrator", operation: "ecs:DescribeClusters", count: 2 }]);
});

/** Two functions at once, each with two calls at once; what was asked, when, in which order. */
async function story(seed: number): Promise<readonly string[]> {
  const { client, asked, simulator, world } = throttlingSimulator(seed);
  for (const name of ["deploy", "track"])
    world.invoke(
      name,
      (invocation) => {
        const principal = { name, arn: `arn:aws:sts::123456789012:assumed-role/r/${name}`, invocation };
        return callers.run({ principal, account: "123456789012", region: "us-east-1" }, () =>
          Promise.all([describe(client, `${name}-a`), describe(client, `${name}-b`)]),
        );
      },
      { timeoutMilliseconds: 60_000 },
    );
  await world.advance(60_000);
  expect(world.running).toEqual([]);
  expect(simulator.calls.list().map(({ principal }) => principal)).toEqual(["deploy", "track"]);
  return asked;
}

test("a function's retries wait in virtual time, and a seed tells the same story each time", async () => {
  const first = await story(5);
  expect(await story(5)).toEqual(first);
  expect(first.length).toBeGreaterThan(4);
  expect(first.some((line) => !line.startsWith("0 "))).toBe(true);
  const stories = await Promise.all([1, 2, 3, 4, 5, 6].map(story));
  expect(new Set(stories.map((lines) => lines.join("\n"))).size).toBeGreaterThan(2);
});
