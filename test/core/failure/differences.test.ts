import { describe, expect, test } from "@jest/globals";
import { differences } from "../../../shared/core/failure/differences.ts";
import { imageOf, ONES, TWOS } from "../../support/core.ts";

/** A task definition whose container `web` has these members; `more` stands beside the containers. */
const withWeb = (web: object, more: object = {}) => ({
  family: "api",
  containerDefinitions: [{ name: "web", ...web }],
  ...more,
});

describe("how a task definition differs from the one before", () => {
  test.each([
    ["nothing", {}, {}, []],
    [
      "an image by digest",
      { image: imageOf("team/web", ONES) },
      { image: imageOf("team/web", TWOS) },
      ["web.image: team/web@111111111111 -> team/web@222222222222"],
    ],
    [
      "an image of another registry",
      { image: "docker.io/library/nginx:1" },
      { image: imageOf("team/web:2") },
      ["web.image: docker.io/library/nginx:1 -> team/web:2"],
    ],
    ["memory", { memory: 512 }, { memory: 256 }, ["web.memory: 512 -> 256"]],
    ["what was not there", {}, { stopTimeout: 30 }, ["web.stopTimeout: none -> 30"]],
    ["a command", { command: ["a"] }, { command: ["a", "b"] }, ['web.command: ["a"] -> ["a","b"]']],
    [
      "a command with a secret",
      { command: ["a"] },
      { command: ["a", "--password=hunter2hunter2"] },
      ['web.command: ["a"] -> ["a","--password=[redacted]"]'],
    ],
    [
      "a health check",
      { healthCheck: { command: ["CMD", "a"], interval: 5 } },
      { healthCheck: { command: ["CMD", "a"], interval: 30 } },
      ["web.healthCheck.interval: 5 -> 30"],
    ],
    [
      "whom it waits for",
      { dependsOn: [{ containerName: "db", condition: "START" }] },
      { dependsOn: [{ containerName: "db", condition: "HEALTHY" }] },
      ['web.dependsOn.db: {"containerName":"db","condition":"START"} -> {"containerName":"db","condition":"HEALTHY"}'],
    ],
    [
      "the environment, whose values are never shown",
      {
        environment: [
          { name: "DB_URL", value: "a" },
          { name: "OLD", value: "b" },
          { name: "memory", value: "c" },
        ],
      },
      {
        environment: [
          { name: "memory", value: "d" },
          { name: "DB_URL", value: "e" },
          { name: "a.image", value: "f" },
        ],
      },
      [
        "web.environment.memory changed",
        "web.environment.DB_URL changed",
        "web.environment.a.image added",
        "web.environment.OLD removed",
      ],
    ],
    [
      "secrets",
      { secrets: [{ name: "KEY", valueFrom: "arn:a" }] },
      { secrets: [{ name: "KEY", valueFrom: "arn:b" }] },
      ["web.secrets.KEY changed"],
    ],
    [
      "options of a log driver",
      { logConfiguration: { logDriver: "splunk", options: { "splunk-token": "a" } } },
      { logConfiguration: { logDriver: "splunk", options: { "splunk-token": "b" } } },
      ["web.logConfiguration.options.splunk-token changed"],
    ],
    ["a member of tomorrow", { moon: { phase: 1 } }, { moon: { phase: 2 } }, ["web.moon.phase changed"]],
    ["what is empty is not there", { mountPoints: [], moon: null }, {}, []],
  ])("%s", (_, before, after, lines) => expect(differences(withWeb(before), withWeb(after))).toEqual(lines));

  test("of the task as a whole, and of containers that came and went", () => {
    const before = withWeb({}, { cpu: "256", taskRoleArn: "arn:a", volumes: [{ name: "data" }] });
    const after = { cpu: "512", taskRoleArn: "arn:b", family: "api", containerDefinitions: [{ name: "app", cpu: 1 }] };
    expect(differences(before, after)).toEqual([
      "app added",
      "web removed",
      "cpu: 256 -> 512",
      "taskRoleArn: arn:a -> arn:b",
      "volumes.data removed",
    ]);
  });

  test("no more lines than somebody reads", () => {
    const environment = Array.from({ length: 50 }, (_, number) => ({ name: `A${number}`, value: "a" }));
    const lines = differences(withWeb({}), withWeb({ environment }));
    expect(lines).toHaveLength(21);
    expect(lines.at(-1)).toBe("and 30 more");
  });
});
