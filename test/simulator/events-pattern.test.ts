import { expect, test } from "@jest/globals";
import { compilePattern } from "../../simulator/services/events/pattern/compile.ts";
import { matchesPattern } from "../../simulator/services/events/pattern/match.ts";

const push = {
  source: "aws.ecr",
  "detail-type": "ECR Image Action",
  resources: [],
  detail: { "action-type": "PUSH", result: "SUCCESS", "repository-name": "shop/api", "image-tag": "latest" },
};

const matching: readonly [why: string, pattern: object, event: object, expected: boolean][] = [
  ["an exact value", { source: ["aws.ecr"] }, push, true],
  ["another value", { source: ["aws.ecs"] }, push, false],
  ["one of several values", { source: ["aws.ecs", "aws.ecr"] }, push, true],
  ["a nested field", { detail: { result: ["SUCCESS"] } }, push, true],
  ["all fields have to match", { source: ["aws.ecr"], detail: { result: ["FAILURE"] } }, push, false],
  ["a number is no text", { count: ["1"] }, { count: 1 }, false],
  ["a number by value", { count: [300] }, { count: 3e2 }, true],
  ["null", { value: [null] }, { value: null }, true],
  ["null is not the text null", { value: [null] }, { value: "null" }, false],
  ["null is not absence", { value: [null] }, {}, false],
  ["a truth value", { value: [false] }, { value: false }, true],
  ["exists", { detail: { "image-tag": [{ exists: true }] } }, push, true],
  ["exists asks for a leaf", { detail: [{ exists: true }] }, push, false],
  ["a field that is absent", { detail: { digest: [{ exists: false }] } }, push, true],
  ["a field that is not absent", { detail: { result: [{ exists: false }] } }, push, false],
  ["absent or something else", { detail: { result: [{ exists: false }, "SUCCESS"] } }, push, true],
  ["absent below what is absent", { detail: { a: { b: [{ exists: false }] } } }, push, true],
  ["prefix", { detail: { "repository-name": [{ prefix: "shop/" }] } }, push, true],
  ["prefix of a number", { count: [{ prefix: "1" }] }, { count: 12 }, false],
  ["suffix", { detail: { "repository-name": [{ suffix: "/web" }] } }, push, false],
  ["equals-ignore-case", { source: [{ "equals-ignore-case": "AWS.ECR" }] }, push, true],
  ["anything-but a value", { source: [{ "anything-but": "aws.ecr" }] }, push, false],
  ["anything-but a list", { source: [{ "anything-but": ["a", "b"] }] }, push, true],
  ["anything-but needs the field", { sauce: [{ "anything-but": "a" }] }, push, false],
  ["anything-but a prefix", { source: [{ "anything-but": { prefix: "aws." } }] }, push, false],
  ["anything-but another prefix", { source: [{ "anything-but": { prefix: "team." } }] }, push, true],
  ["anything-but one of two prefixes", { source: [{ "anything-but": { prefix: ["team.", "aws."] } }] }, push, false],
  ["anything-but a prefix needs the field", { sauce: [{ "anything-but": { prefix: "a" } }] }, push, false],
  ["a number has no prefix", { count: [{ "anything-but": { prefix: "1" } }] }, { count: 12 }, true],
  ["anything-but a suffix", { source: [{ "anything-but": { suffix: ".ecr" } }] }, push, false],
  [
    "anything-but a word in any case",
    { source: [{ "anything-but": { "equals-ignore-case": "AWS.ECR" } }] },
    push,
    false,
  ],
  ["anything-but a prefix, or absent", { sauce: [{ "anything-but": { prefix: "a" } }, { exists: false }] }, push, true],
  ["numeric", { count: [{ numeric: [">", 0, "<=", 5] }] }, { count: 5 }, true],
  ["numeric out of range", { count: [{ numeric: [">", 0, "<", 5] }] }, { count: 5 }, false],
  ["numeric equality", { count: [{ numeric: ["=", 5] }] }, { count: 5 }, true],
  ["numeric of a text", { count: [{ numeric: ["=", 5] }] }, { count: "5" }, false],
  ["an array holds one of the values", { tags: ["b"] }, { tags: ["a", "b"] }, true],
  ["an array holds none of the values", { tags: ["c"] }, { tags: ["a", "b"] }, false],
  ["one element that is different is enough", { tags: [{ "anything-but": "a" }] }, { tags: ["a", "b"] }, true],
  ["nothing is in an empty array", { tags: [{ exists: true }] }, { tags: [] }, false],
  [
    "fields of one element",
    { list: { a: [1], b: [2] } },
    {
      list: [
        { a: 1, b: 3 },
        { a: 1, b: 2 },
      ],
    },
    true,
  ],
  ["fields of two elements", { list: { a: [1], b: [2] } }, { list: [{ a: 1 }, { b: 2 }] }, false],
];

test.each(matching)("%s", (_why, pattern, event, expected) => {
  expect(matchesPattern(compilePattern(JSON.stringify(pattern)), event)).toBe(expected);
});

const refused: readonly [pattern: string, reason: string][] = [
  ["{", "Expected property name"],
  ["[]", "Filter is not an object"],
  ["{}", "Empty objects are not allowed"],
  ['{"a":{}}', "Empty objects are not allowed"],
  ['{"a":[]}', "Empty arrays are not allowed"],
  ['{"a":"b"}', '"a" must be an object or an array'],
  ['{"a":[["b"]]}', "Match value must be String, number, true, false, or null"],
  ['{"a":[{}]}', "Only one key allowed in match expression"],
  ['{"a":[{"prefix":"b","suffix":"c"}]}', "Only one key allowed in match expression"],
  ['{"a":[{"begins":"b"}]}', "Unrecognized match type begins"],
  ['{"a":[{"toString":"b"}]}', "Unrecognized match type toString"],
  ['{"a":[{"wildcard":"b*"}]}', "match type wildcard is not simulated"],
  ['{"a":[{"cidr":"10.0.0.0/8"}]}', "match type cidr is not simulated"],
  ['{"$or":[{"a":["b"]},{"c":["d"]}]}', "match type $or is not simulated"],
  ['{"a":[{"anything-but":{"wildcard":"b*"}}]}', "match type anything-but/wildcard is not simulated"],
  ['{"a":[{"anything-but":{}}]}', "Only one key allowed in match expression"],
  ['{"a":[{"anything-but":{"prefix":[]}}]}', "Empty arrays are not allowed"],
  ['{"a":[{"anything-but":{"prefix":1}}]}', "prefix match pattern must be a string"],
  ['{"a":[{"anything-but":["b",1]}]}', "Inside anything but list, either all values are number or string"],
  ['{"a":[{"anything-but":null}]}', "Inside anything but list, either all values are number or string"],
  ['{"a":[{"prefix":1}]}', "prefix match pattern must be a string"],
  ['{"a":[{"exists":"yes"}]}', "exists match pattern must be either true or false."],
  ['{"a":[{"numeric":5}]}', "Value of numeric must be an array of one or two comparisons"],
  ['{"a":[{"numeric":["~",5]}]}', "Unrecognized numeric range operator: ~"],
  ['{"a":[{"numeric":[">","5"]}]}', "Value of a numeric comparison must be a number"],
  ['{"a":[{"numeric":["<",5,">",1]}]}', "Bad numeric range operator: <"],
  ['{"a":[{"numeric":[">",5,"<",1]}]}', "Bottom must be less than top"],
];

test.each(refused)("refuses %s", (pattern, reason) => {
  expect(() => compilePattern(pattern)).toThrow(`Event pattern is not valid. Reason: ${reason}`);
});
