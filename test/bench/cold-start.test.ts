import { expect, test } from "@jest/globals";
import { coldStart } from "../../bench/cold-start/cold-start.ts";

/** Ten processes are started, one after the other, each with a garden planted for it. */
const TEST_MILLISECONDS_MAX = 60_000;

test(
  "each function and its bare rival do the same work, and both are measured",
  async () => {
    const { data, aims } = await coldStart.measure({ runs: "1" });
    const cost = {
      milliseconds: expect.any(Number),
      loadedMilliseconds: expect.any(Number),
      processorMilliseconds: expect.any(Number),
      peakMegabytes: expect.any(Number),
      bundleBytes: expect.any(Number),
      samples: [expect.any(Number)],
    };
    const ratios = {
      timeRatio: expect.any(Number),
      processorRatio: expect.any(Number),
      bytesRatio: expect.any(Number),
    };
    const row = (name: string, calls: object) => ({
      function: name,
      ours: cost,
      bare: cost,
      ...ratios,
      calls: expect.objectContaining(calls),
    });
    expect(data).toEqual({
      runs: 1,
      functions: [
        row("deploy", { "ecs:RegisterTaskDefinition": 1, "ecs:UpdateService": 1, "sqs:SendMessage": 1 }),
        row("track", { "ecs:DescribeServices": 1, "sqs:SendMessage": 1 }),
        row("diagnose", { "dynamodb:UpdateItem": 3, "logs:GetLogEvents": 1, "sqs:SendMessage": 1 }),
        // In one minute of five its sweep reads the service once more.
        row("tick", { "ecs:ListTasks": 1, "sqs:SendMessage": 1 }),
        row("notify", { "slack:chat.postMessage": 2 }),
      ],
    });
    expect(aims).toHaveLength(10);
  },
  TEST_MILLISECONDS_MAX,
);
