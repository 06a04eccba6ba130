import {
  GetResourcesCommand,
  type GetResourcesCommandInput,
  ResourceGroupsTaggingAPIClient,
} from "@aws-sdk/client-resource-groups-tagging-api";
import { CreateClusterCommand, ECSClient } from "@aws-sdk/client-ecs";
import { beforeEach, expect, test } from "@jest/globals";
import { createSimulator } from "../../simulator/simulator.ts";
import { connectInProcess, inProcessClientOptions } from "../../simulator/wire/transport.ts";

let tagging: ResourceGroupsTaggingAPIClient;

beforeEach(async () => {
  const simulator = await createSimulator({ seed: 1, start: 0, order: "seeded" });
  const options = inProcessClientOptions(simulator);
  const ecs = connectInProcess(simulator, new ECSClient(options));
  tagging = connectInProcess(simulator, new ResourceGroupsTaggingAPIClient(options));
  const clusters = { a: { follow: "latest", team: "x" }, b: { follow: "main" }, c: { team: "x" }, d: {} };
  for (const [clusterName, tags] of Object.entries(clusters))
    await ecs.send(
      new CreateClusterCommand({ clusterName, tags: Object.entries(tags).map(([key, value]) => ({ key, value })) }),
    );
});

async function find(input: GetResourcesCommandInput) {
  const { ResourceTagMappingList = [], PaginationToken } = await tagging.send(new GetResourcesCommand(input));
  const names = ResourceTagMappingList.map(({ ResourceARN = "" }) => ResourceARN.split("/").at(-1)).join(" ");
  return { names, PaginationToken, list: ResourceTagMappingList };
}

const filters: readonly [what: string, input: GetResourcesCommandInput, names: string][] = [
  ["everything that has tags", {}, "a b c"],
  ["a key", { TagFilters: [{ Key: "follow" }] }, "a b"],
  ["any of several values", { TagFilters: [{ Key: "follow", Values: ["main", "latest"] }] }, "a b"],
  ["a value", { TagFilters: [{ Key: "follow", Values: ["main"] }] }, "b"],
  ["all of several keys", { TagFilters: [{ Key: "follow" }, { Key: "team", Values: ["x"] }] }, "a"],
  ["a service's resources", { ResourceTypeFilters: ["ecs"] }, "a b c"],
  ["a type of resource", { ResourceTypeFilters: ["ecs:cluster"] }, "a b c"],
  ["another type of resource", { ResourceTypeFilters: ["ecs:service"] }, ""],
];
test.each(filters)("finds %s", async (_what, input, names) => {
  expect(await find(input)).toMatchObject({ names, PaginationToken: "" });
});

test("answers ARNs with all their tags, in pages that end with an empty token", async () => {
  const first = await find({ ResourcesPerPage: 2 });
  expect(first.list[0]).toEqual({
    ResourceARN: "arn:aws:ecs:us-east-1:123456789012:cluster/a",
    Tags: [
      { Key: "follow", Value: "latest" },
      { Key: "team", Value: "x" },
    ],
  });
  expect(first.PaginationToken).not.toBe("");
  expect(await find({ ResourcesPerPage: 2, PaginationToken: first.PaginationToken })).toMatchObject({
    names: "c",
    PaginationToken: "",
  });
});

const refusals: readonly [input: GetResourcesCommandInput, name: string, message: string][] = [
  [{ ResourcesPerPage: 101 }, "InvalidParameterException", "between 1 and 100"],
  [{ PaginationToken: "made-up" }, "PaginationTokenExpiredException", "token"],
  [{ TagFilters: [{ Values: ["x"] }] }, "InvalidParameterException", "Key"],
  [{ TagsPerPage: 100 }, "NotImplementedException", "TagsPerPage"],
];
test.each(refusals)("refuses %j", async (input, name, message) => {
  await expect(find(input)).rejects.toMatchObject({ name, message: expect.stringContaining(message) });
});
