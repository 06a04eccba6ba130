import { describe, expect, test } from "@jest/globals";
import { inWords, isoTime, listed, shortArn, shortDigest, withoutFullStop } from "../../shared/core/text.ts";

describe("words for people", () => {
  test.each([
    [0, "0 seconds"],
    [1, "1 second"],
    [59, "59 seconds"],
    [60, "1 minute"],
    [90, "90 seconds"],
    [300, "5 minutes"],
    [3599, "3599 seconds"],
    [3600, "1 hour"],
    [5400, "90 minutes"],
    [7200, "2 hours"],
    [90_000, "25 hours"],
  ])("%i seconds are %s", (seconds, words) => {
    expect(inWords(seconds)).toBe(words);
  });

  test.each([
    [[], ""],
    [["a"], "a"],
    [["a", "b"], "a and b"],
    [["a", "b", "c"], "a, b and c"],
  ])("%j is listed as %j", (items, text) => {
    expect(listed(items)).toBe(text);
  });

  test.each([
    ["tasks failed to start.", "tasks failed to start"],
    ["tasks failed to start", "tasks failed to start"],
    ["and so on ...", "and so on ..."],
    [".", ""],
    ["", ""],
  ])("%j goes on as %j", (sentence, text) => {
    expect(withoutFullStop(sentence)).toBe(text);
  });

  test("a digest is told by its first twelve digits", () => {
    expect(shortDigest("sha256:4f5b2640fe6fb4f46592dfd3410c4a79dac4f89e4782432e0378abcd12345678")).toBe("4f5b2640fe6f");
  });

  test.each([
    ["arn:aws:ecs:us-east-1:123456789012:task-definition/web:42", "web:42"],
    ["web:42", "web:42"],
  ])("%s is told as %s", (arn, text) => {
    expect(shortArn(arn)).toBe(text);
  });

  test.each([
    [Date.UTC(2026, 10, 22, 23, 10, 4), "2026-11-22T23:10:04Z"],
    [Date.UTC(2026, 10, 22, 23, 10, 4, 999), "2026-11-22T23:10:04Z"],
    [0, "1970-01-01T00:00:00Z"],
  ])("%i is the time %s", (instant, text) => {
    expect(isoTime(instant)).toBe(text);
  });
});
