import { describe, expect, test } from "@jest/globals";
import { deleteParameter } from "../../simulator/services/ssm/actions/deleteParameter.ts";
import { describeParameters } from "../../simulator/services/ssm/actions/describeParameters.ts";
import { getParameter } from "../../simulator/services/ssm/actions/getParameter.ts";
import { getParameters } from "../../simulator/services/ssm/actions/getParameters.ts";
import { getParametersByPath } from "../../simulator/services/ssm/actions/getParametersByPath.ts";
import { listTagsForResource } from "../../simulator/services/ssm/actions/listTagsForResource.ts";
import { putParameter } from "../../simulator/services/ssm/actions/putParameter.ts";
import { regionWithCalls, START } from "../support/region.ts";

const ARN_PREFIX = "arn:aws:ssm:us-east-1:123456789012:parameter";

test("a parameter has versions, and the newest answers", async () => {
  const { call, refusal, world } = regionWithCalls();
  const Name = "/garden/config";
  expect(
    await call(putParameter, { Name, Value: "one", Type: "String", Tags: [{ Key: "team", Value: "web" }] }),
  ).toEqual({ Version: 1, Tier: "Standard" });
  await world.advance(1_000);
  expect(await refusal(putParameter, { Name, Value: "two", Type: "String" })).toMatchObject({
    name: "ParameterAlreadyExists",
    message: "The parameter already exists. To overwrite this value, set the overwrite option in the request to true.",
  });
  await call(putParameter, { Name, Value: "two", Overwrite: true, Description: "the garden" });
  expect((await call(getParameter, { Name })).Parameter).toEqual({
    Name,
    Type: "String",
    Value: "two",
    Version: 2,
    LastModifiedDate: new Date(START + 1_000),
    ARN: `${ARN_PREFIX}/garden/config`,
    DataType: "text",
  });
  expect((await call(getParameter, { Name: `${ARN_PREFIX}/garden/config:1` })).Parameter).toMatchObject({
    Name,
    Value: "one",
    Selector: ":1",
  });
  expect((await refusal(getParameter, { Name: `${Name}:3` })).name).toBe("ParameterVersionNotFound");
  expect((await call(describeParameters, {})).Parameters).toMatchObject([
    { Name, Version: 2, Description: "the garden" },
  ]);
  expect(await call(listTagsForResource, { ResourceType: "Parameter", ResourceId: Name })).toEqual({
    TagList: [{ Key: "team", Value: "web" }],
  });

  await call(deleteParameter, { Name });
  expect((await refusal(getParameter, { Name })).name).toBe("ParameterNotFound");
  expect((await refusal(deleteParameter, { Name })).name).toBe("ParameterNotFound");
});

test("only the hundred newest versions are kept", async () => {
  const { call, refusal } = regionWithCalls();
  for (let version = 1; version <= 101; version++)
    await call(putParameter, { Name: "count", Value: String(version), Type: "String", Overwrite: true });
  expect((await call(getParameter, { Name: "count:2" })).Parameter?.Value).toBe("2");
  expect((await refusal(getParameter, { Name: "count:1" })).name).toBe("ParameterVersionNotFound");
});

test("a SecureString is readable with decryption only", async () => {
  const { call } = regionWithCalls();
  await call(putParameter, { Name: "token", Value: "xoxb-1", Type: "SecureString" });
  const hidden = await call(getParameter, { Name: "token" });
  expect(hidden.Parameter?.Value).not.toContain("xoxb-1");
  expect((await call(getParameter, { Name: "token", WithDecryption: true })).Parameter?.Value).toBe("xoxb-1");
});

test("GetParameters lists what it does not find", async () => {
  const { call, refusal } = regionWithCalls();
  await call(putParameter, { Name: "/a", Value: "1", Type: "String" });
  const { Parameters, InvalidParameters } = await call(getParameters, { Names: ["/a", "/b", "/a:7"] });
  expect(Parameters?.map((parameter) => parameter.Name)).toEqual(["/a"]);
  expect(InvalidParameters).toEqual(["/b", "/a:7"]);
  const Names = Array.from({ length: 11 }, (_, index) => `/${index}`);
  expect((await refusal(getParameters, { Names })).name).toBe("ValidationException");
});

test("GetParametersByPath reads one level, or all below, by page", async () => {
  const { call, refusal } = regionWithCalls();
  for (const Name of ["/garden/a", "/garden/b", "/garden/deep/c", "/gardener/d"])
    await call(putParameter, { Name, Value: "1", Type: "String" });
  const names = async (input: { Path: string; Recursive?: boolean; MaxResults?: number; NextToken?: string }) => {
    const { Parameters = [], NextToken } = await call(getParametersByPath, input);
    return { names: Parameters.map((parameter) => parameter.Name), NextToken };
  };
  expect((await names({ Path: "/garden" })).names).toEqual(["/garden/a", "/garden/b"]);
  const first = await names({ Path: "/garden/", Recursive: true, MaxResults: 2 });
  const rest = await names({ Path: "/garden/", Recursive: true, MaxResults: 2, NextToken: first.NextToken ?? "" });
  expect([...first.names, ...rest.names]).toEqual(["/garden/a", "/garden/b", "/garden/deep/c"]);
  expect((await refusal(getParametersByPath, { Path: "/", NextToken: "x" })).name).toBe("InvalidNextToken");
});

describe("PutParameter refuses", () => {
  test.each([
    ["no type", { Name: "a", Value: "1" }, "ValidationException"],
    [
      "another type",
      { Name: "/taken", Value: "1", Type: "SecureString" as const, Overwrite: true },
      "HierarchyTypeMismatchException",
    ],
    ["a reserved name", { Name: "/aws/a", Value: "1", Type: "String" as const }, "ValidationException"],
    ["a name with a space", { Name: "a b", Value: "1", Type: "String" as const }, "ValidationException"],
    ["a path without a slash before it", { Name: "a/b", Value: "1", Type: "String" as const }, "ValidationException"],
    ["too deep a path", { Name: "/a".repeat(16), Value: "1", Type: "String" as const }, "ValidationException"],
    ["more than 4 KB", { Name: "a", Value: "1".repeat(4_097), Type: "String" as const }, "ValidationException"],
    [
      "more than 8 KB",
      { Name: "a", Value: "1".repeat(8_193), Type: "String" as const, Tier: "Advanced" as const },
      "ValidationException",
    ],
    [
      "what its pattern does not allow",
      { Name: "a", Value: "x", Type: "String" as const, AllowedPattern: "^\\d+$" },
      "ParameterPatternMismatchException",
    ],
    ["a parameter in a parameter", { Name: "a", Value: "{{ssm:b}}", Type: "String" as const }, "ValidationException"],
    [
      "tags with overwrite",
      { Name: "a", Value: "1", Type: "String" as const, Overwrite: true, Tags: [] },
      "ValidationException",
    ],
    [
      "policies, which are not simulated",
      { Name: "a", Value: "1", Type: "String" as const, Policies: "[]" },
      "NotImplementedException",
    ],
    [
      "data types, which are not simulated",
      { Name: "a", Value: "1", Type: "String" as const, DataType: "integer" },
      "NotImplementedException",
    ],
  ])("%s", async (_, input, code) => {
    const { call, refusal } = regionWithCalls();
    await call(putParameter, { Name: "/taken", Value: "1", Type: "String" });
    expect((await refusal(putParameter, input)).name).toBe(code);
  });

  test("to make an advanced parameter a standard one again", async () => {
    const { call, refusal } = regionWithCalls();
    const big = "1".repeat(5_000);
    const made = await call(putParameter, { Name: "a", Value: big, Type: "String", Tier: "Intelligent-Tiering" });
    expect(made.Tier).toBe("Advanced");
    const back = { Name: "a", Value: "1", Overwrite: true, Tier: "Standard" as const };
    expect((await refusal(putParameter, back)).message).toContain("can't downgrade");
  });
});
