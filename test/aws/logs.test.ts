import {
  CloudWatchLogsClient,
  CreateLogGroupCommand,
  CreateLogStreamCommand,
  PutLogEventsCommand,
} from "@aws-sdk/client-cloudwatch-logs";
import { expect, test } from "@jest/globals";
import { createLogs } from "../../shared/aws/logs.ts";
import { createSimulator } from "../../simulator/simulator.ts";
import { inProcessClientOptions } from "../../simulator/wire/transport.ts";
import { START } from "../support/region.ts";

test("the last lines of a stream are read, and none of one that does not exist", async () => {
  const simulator = await createSimulator({ start: START, seed: 1, order: "seeded" });
  const client = new CloudWatchLogsClient(inProcessClientOptions(simulator));
  const logs = createLogs(client);
  const [logGroupName, logStreamName] = ["/shop/api", "ecs/web/1"];
  expect(await logs.tail(logGroupName, logStreamName, 2)).toEqual([]);
  await client.send(new CreateLogGroupCommand({ logGroupName }));
  expect(await logs.tail(logGroupName, logStreamName, 2)).toEqual([]);

  await client.send(new CreateLogStreamCommand({ logGroupName, logStreamName }));
  const logEvents = ["one", "two", "three"].map((message) => ({ message, timestamp: START }));
  await client.send(new PutLogEventsCommand({ logGroupName, logStreamName, logEvents }));
  expect(await logs.tail(logGroupName, logStreamName, 2)).toEqual(["two", "three"]);
});
