import { describe, expect, test } from "@jest/globals";
import { createLogGroup } from "../../simulator/services/logs/actions/createLogGroup.ts";
import { createLogStream } from "../../simulator/services/logs/actions/createLogStream.ts";
import { deleteLogGroup } from "../../simulator/services/logs/actions/deleteLogGroup.ts";
import { deleteRetentionPolicy } from "../../simulator/services/logs/actions/deleteRetentionPolicy.ts";
import { describeLogGroups } from "../../simulator/services/logs/actions/describeLogGroups.ts";
import { describeLogStreams } from "../../simulator/services/logs/actions/describeLogStreams.ts";
import { filterLogEvents } from "../../simulator/services/logs/actions/filterLogEvents.ts";
import { getLogEvents } from "../../simulator/services/logs/actions/getLogEvents.ts";
import { listTagsForResource } from "../../simulator/services/logs/actions/listTagsForResource.ts";
import { putLogEvents } from "../../simulator/services/logs/actions/putLogEvents.ts";
import { putRetentionPolicy } from "../../simulator/services/logs/actions/putRetentionPolicy.ts";
import { parseFilterPattern } from "../../simulator/services/logs/filter-pattern.ts";
import { regionWithCalls, START } from "../support/region.ts";

const logGroupName = "/aws/lambda/deploy";
const logStreamName = "2026/11/16/[$LATEST]1";
const GROUP_ARN = "arn:aws:logs:us-east-1:123456789012:log-group:/aws/lambda/deploy";
const HOUR = 3_600_000;
const DAY = 24 * HOUR;

async function withStream() {
  const made = regionWithCalls();
  await made.call(createLogGroup, { logGroupName, tags: { team: "web" } });
  await made.call(createLogStream, { logGroupName, logStreamName });
  const put = (...events: [timestamp: number, message: string][]) =>
    made.call(putLogEvents, {
      logGroupName,
      logStreamName,
      logEvents: events.map(([timestamp, message]) => ({ timestamp, message })),
    });
  return { ...made, put };
}

test("groups and streams are made, described and deleted", async () => {
  const { call, refusal, put, aws } = await withStream();
  await put([START, "hello"]);
  expect(await call(describeLogGroups, {})).toEqual({
    logGroups: [
      {
        logGroupName,
        creationTime: START,
        metricFilterCount: 0,
        arn: `${GROUP_ARN}:*`,
        logGroupArn: GROUP_ARN,
        storedBytes: 5,
        logGroupClass: "STANDARD",
      },
    ],
    nextToken: undefined,
  });
  expect((await call(describeLogStreams, { logGroupIdentifier: `${GROUP_ARN}:*` })).logStreams).toEqual([
    {
      logStreamName,
      creationTime: START,
      firstEventTimestamp: START,
      lastEventTimestamp: START,
      lastIngestionTime: START,
      arn: `${GROUP_ARN}:log-stream:${logStreamName}`,
      storedBytes: 0,
    },
  ]);
  expect(await call(listTagsForResource, { resourceArn: GROUP_ARN })).toEqual({ tags: { team: "web" } });

  expect((await refusal(createLogGroup, { logGroupName })).name).toBe("ResourceAlreadyExistsException");
  expect((await refusal(createLogStream, { logGroupName, logStreamName })).name).toBe("ResourceAlreadyExistsException");
  await call(deleteLogGroup, { logGroupName });
  expect(await refusal(createLogStream, { logGroupName, logStreamName })).toMatchObject({
    name: "ResourceNotFoundException",
    message: "The specified log group does not exist.",
  });

  aws.logs.append(logGroupName, "container/1", ["a", "b"]);
  expect((await call(describeLogGroups, { logGroupNamePattern: "LAMBDA" })).logGroups).toHaveLength(1);
  expect((await call(describeLogGroups, { logGroupNamePrefix: "/ecs" })).logGroups).toEqual([]);
});

test("streams come in the order of their names or of their last events, by page", async () => {
  const { call, refusal, aws, world } = regionWithCalls();
  for (const name of ["b", "a", "c"]) {
    aws.logs.append(logGroupName, name, ["line"]);
    await world.advance(1_000);
  }
  const names = async (input: object) => {
    const { logStreams = [], nextToken } = await call(describeLogStreams, { logGroupName, ...input });
    return { names: logStreams.map((stream) => stream.logStreamName), nextToken };
  };
  const first = await names({ limit: 2 });
  expect(first.names).toEqual(["a", "b"]);
  expect((await names({ limit: 2, nextToken: first.nextToken })).names).toEqual(["c"]);
  expect((await names({ orderBy: "LastEventTime", descending: true })).names).toEqual(["c", "a", "b"]);
  const byPrefix = { logGroupName, orderBy: "LastEventTime" as const, logStreamNamePrefix: "a" };
  expect((await refusal(describeLogStreams, byPrefix)).name).toBe("InvalidParameterException");
});

describe("PutLogEvents", () => {
  test("rejects what is too old, expired or too new, and keeps the rest", async () => {
    const { call, put, world } = await withStream();
    await call(putRetentionPolicy, { logGroupName, retentionInDays: 1 });
    expect(await put([START - DAY - 1, "expired"], [START - DAY, "oldest"])).toEqual({
      rejectedLogEventsInfo: { expiredLogEventEndIndex: 1 },
    });
    expect(await put([START, "now"], [START + 2 * HOUR + 1, "too new"])).toEqual({
      rejectedLogEventsInfo: { tooNewLogEventStartIndex: 1 },
    });
    expect(await put([START - 14 * DAY - 1, "too old"])).toEqual({
      rejectedLogEventsInfo: { tooOldLogEventEndIndex: 1 },
    });
    const messages = async () => {
      const { events = [] } = await call(getLogEvents, { logGroupName, logStreamName });
      return events.map((event) => event.message);
    };
    expect(await messages()).toEqual(["oldest", "now"]);
    await world.advance(1);
    expect(await messages()).toEqual(["now"]);
    await call(deleteRetentionPolicy, { logGroupName });
    await world.advance(2 * DAY);
    expect(await messages()).toEqual(["now"]);
  });

  test.each<[string, [number, string][], string]>([
    ["nothing", [], "must hold 1 to 10000 events"],
    ["an empty message", [[START, ""]], "must not be empty"],
    [
      "disorder",
      [
        [START, "b"],
        [START - 1, "a"],
      ],
      "chronological order",
    ],
    [
      "more than a day",
      [
        [START - DAY, "a"],
        [START + 1, "b"],
      ],
      "24 hours",
    ],
    ["more than a mebibyte", [[START, "a".repeat(1_048_551)]], "Upload too large"],
  ])("refuses %s", async (_, events, text) => {
    const { refusal } = await withStream();
    const logEvents = events.map(([timestamp, message]) => ({ timestamp, message }));
    expect(await refusal(putLogEvents, { logGroupName, logStreamName, logEvents })).toMatchObject({
      name: "InvalidParameterException",
      message: expect.stringContaining(text),
    });
  });

  test("needs a stream, and a retention needs a number of days that exists", async () => {
    const { refusal } = await withStream();
    const logEvents = [{ timestamp: START, message: "a" }];
    expect((await refusal(putLogEvents, { logGroupName, logStreamName: "x", logEvents })).message).toBe(
      "The specified log stream does not exist.",
    );
    const odd = { logGroupName, retentionInDays: 2 };
    expect((await refusal(putRetentionPolicy, odd)).name).toBe("InvalidParameterException");
  });
});

describe("GetLogEvents", () => {
  test("reads from the end, back and forth, until a token comes back unchanged", async () => {
    const { call, put } = await withStream();
    await put([START - 3, "1"], [START - 2, "2"], [START - 2, "3"], [START - 1, "4"]);
    const read = async (input: object = {}) => {
      const answer = await call(getLogEvents, { logGroupName, logStreamName, limit: 2, ...input });
      return { ...answer, messages: answer.events?.map((event) => event.message) };
    };
    const last = await read();
    expect(last.messages).toEqual(["3", "4"]);
    const before = await read({ nextToken: last.nextBackwardToken });
    expect(before.messages).toEqual(["1", "2"]);
    const atStart = await read({ nextToken: before.nextBackwardToken });
    expect(atStart).toMatchObject({ messages: [], nextBackwardToken: before.nextBackwardToken });
    const atEnd = await read({ nextToken: last.nextForwardToken });
    expect(atEnd).toMatchObject({ messages: [], nextForwardToken: last.nextForwardToken });
    await put([START, "5"]);
    expect((await read({ nextToken: atEnd.nextForwardToken })).messages).toEqual(["5"]);
    expect((await read({ startFromHead: true })).messages).toEqual(["1", "2"]);
  });

  test("keeps to the range: the start is in it, the end is not", async () => {
    const { call, put } = await withStream();
    await put([START - 2, "a"], [START - 1, "b"], [START, "c"]);
    const { events } = await call(getLogEvents, { logGroupName, logStreamName, startTime: START - 2, endTime: START });
    expect(events?.map((event) => event.message)).toEqual(["a", "b"]);
  });

  test("refuses a token that it never gave, and two names for a group", async () => {
    const { refusal } = await withStream();
    expect((await refusal(getLogEvents, { logGroupName, logStreamName, nextToken: "x" })).message).toContain(
      "nextToken",
    );
    const both = { logGroupName, logGroupIdentifier: logGroupName, logStreamName };
    expect((await refusal(getLogEvents, both)).message).toContain("but not both");
  });
});

describe("FilterLogEvents", () => {
  test("interleaves streams by time, by pattern, range and page", async () => {
    const { call, aws, world } = regionWithCalls();
    for (const [stream, message] of [
      ["web/1", "ERROR a"],
      ["web/2", "fine"],
      ["web/2", "ERROR b"],
      ["job/1", "ERROR c"],
    ] as const) {
      aws.logs.append(logGroupName, stream, [message]);
      await world.advance(1_000);
    }
    const filter = async (input: object) => {
      const { events = [], nextToken } = await call(filterLogEvents, {
        logGroupName,
        filterPattern: "ERROR",
        ...input,
      });
      return { messages: events.map((event) => event.message), nextToken };
    };
    const first = await filter({ limit: 2 });
    expect(first.messages).toEqual(["ERROR a", "ERROR b"]);
    expect(await filter({ limit: 2, nextToken: first.nextToken })).toEqual({
      messages: ["ERROR c"],
      nextToken: undefined,
    });
    expect((await filter({ logStreamNamePrefix: "web/" })).messages).toEqual(["ERROR a", "ERROR b"]);
    expect((await filter({ logStreamNames: ["job/1"] })).messages).toEqual(["ERROR c"]);
    expect((await filter({ startTime: START + 2_000, endTime: START + 3_000 })).messages).toEqual([
      "ERROR b",
      "ERROR c",
    ]);
    const { events } = await call(filterLogEvents, { logGroupName, limit: 1 });
    expect(events).toEqual([
      {
        logStreamName: "web/1",
        timestamp: START,
        ingestionTime: START,
        message: "ERROR a",
        eventId: expect.stringMatching(/^\d{56}$/),
      },
    ]);
  });

  test.each([
    ["both ways to choose streams", { logStreamNames: ["a"], logStreamNamePrefix: "b" }, "InvalidParameterException"],
    ["a stream that is not there", { logStreamNames: ["a"] }, "ResourceNotFoundException"],
    ["newest first, which is not simulated", { startFromHead: false }, "NotImplementedException"],
    ["a JSON pattern, which is not simulated", { filterPattern: "{ $.level = 1 }" }, "NotImplementedException"],
  ])("refuses %s", async (_, input, code) => {
    const { refusal } = await withStream();
    expect((await refusal(filterLogEvents, { logGroupName, ...input })).name).toBe(code);
  });
});

describe("filter patterns", () => {
  test.each([
    ["", "anything", true],
    ["ERROR", "an ERROR came", true],
    ["ERROR", "an error came", false],
    ["ERROR timeout", "timeout: ERROR", true],
    ["ERROR timeout", "ERROR", false],
    ["ERROR -timeout", "ERROR", true],
    ["ERROR -timeout", "ERROR timeout", false],
    ["?ERROR ?WARN", "WARN", true],
    ["?ERROR ?WARN", "INFO", false],
    ["?ERROR INFO", "INFO", true],
    ['"exit code 1"', "exit code 1", true],
    ['"exit code 1"', "exit 1 code", false],
    ['-"exit code"', "exit code 1", false],
    [String.raw`"\"level\":\"error\""`, '{"level":"error"}', true],
  ])("%s on %s: %s", (pattern, message, passes) => {
    expect(parseFilterPattern(pattern)(message)).toBe(passes);
  });

  test.each([
    ["[ip, user]", "space-delimited"],
    ["%err.*%", "regular expressions"],
    ["exit:1", "Invalid filter pattern"],
    ['"open', "Invalid filter pattern"],
  ])("%s is refused", (pattern, text) => {
    expect(() => parseFilterPattern(pattern)).toThrow(text);
  });
});
