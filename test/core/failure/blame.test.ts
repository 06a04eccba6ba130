import { expect, test } from "@jest/globals";
import { withBlame } from "../../../shared/core/failure/blame.ts";
import type { Members } from "../../../shared/core/failure/differences.ts";
import { diagnosis } from "../../support/core.ts";

const SECRET = "arn:aws:secretsmanager:us-east-1:123456789012:secret:db";
const revision = (secret: string, more: object = {}): Members => ({
  containerDefinitions: [{ name: "web", image: "team/web:2", secrets: [{ name: "DB", valueFrom: secret }], ...more }],
});
const missing = diagnosis({ family: "config", kind: "secret-missing", causedBy: "revision" });

test.each([
  ["a secret that the one before named as well", revision(SECRET), revision(SECRET), "environment"],
  ["a secret that is new in it", revision("arn:other"), revision(SECRET), "revision"],
  ["a secret, and nobody knows the one before", undefined, revision(SECRET), "revision"],
  ["a secret of a task definition that could not be read", revision(SECRET), undefined, "revision"],
] as const)("a revision lacks %s", (_, before, now, causedBy) => {
  expect(withBlame(missing, before, now).causedBy).toBe(causedBy);
});

test("what it names counts only where something named is missing", () => {
  expect(withBlame(diagnosis(), revision(SECRET), revision(SECRET))).toEqual(diagnosis());
});

const noCommand = diagnosis({ family: "app", kind: "command-not-found", isOfImage: true });
test.each([
  ["the image's own", {}, true],
  ["given by the task definition", { command: ["/worker"] }, undefined],
  ["given as an entry point", { entryPoint: ["/run"] }, undefined],
  ["given, and empty", { command: [] }, true],
])("a missing command is %s", (_, more, isOfImage) => {
  expect(withBlame(noCommand, undefined, revision(SECRET, more)).isOfImage).toBe(isOfImage);
});
