import { expect, test } from "@jest/globals";
import { withMemory } from "../../../shared/core/failure/memory.ts";
import { diagnosis } from "../../support/core.ts";

const killed = diagnosis({
  kind: "out-of-memory",
  cause: "web was killed, because it used more memory than it may.",
  remedy: "Raise the memory.",
});
const FARGATE = { requiresCompatibilities: ["FARGATE"], cpu: "256", memory: "512" };

test("on Fargate the limit and the next size are told", () => {
  const { diagnosis: told, roomier } = withMemory(killed, { ...FARGATE, containerDefinitions: [{ name: "web" }] });
  expect(told.cause).toBe("web was killed, because it used more memory than it may (limit: 512 MiB).");
  expect(told.remedy).toBe("Raise the memory: the next size that Fargate allows is 1024 MiB (cpu 256).");
  expect(roomier).toEqual({ cpu: 256, memory: 1024 });
});

test.each([
  ["a container has a limit of its own", { ...FARGATE, containerDefinitions: [{ name: "web", memory: 300 }] }, 300],
  ["it runs on instances", { memory: "900", requiresCompatibilities: ["EC2"] }, 900],
  ["it has the largest size", { ...FARGATE, cpu: "16384", memory: "122880" }, 122_880],
])("where %s only the limit is told", (_, members, limit) => {
  const { diagnosis: told, roomier } = withMemory(killed, members);
  expect(told.cause).toContain(`(limit: ${limit} MiB)`);
  expect(told.remedy).toBe(killed.remedy);
  expect(roomier).toBeUndefined();
});

test.each([
  ["nothing says how much there was", killed, {}],
  ["something else failed", diagnosis(), FARGATE],
])("where %s nothing is added", (_, given, members) => {
  expect(withMemory(given, members)).toEqual({ diagnosis: given });
});
