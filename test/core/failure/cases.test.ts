import { describe, expect, test } from "@jest/globals";
import { ROUTINES } from "./case.ts";
import { FAILURE_CASES } from "./cases/index.ts";

/** Rows of the taxonomy that the cases are written from. */
const TAXONOMY_KINDS_COUNT = 113;

describe("the cases", () => {
  test("have names of their own", () => {
    const ids = FAILURE_CASES.map(({ evidence }) => evidence.id);
    expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([]);
  });

  test("are told apart by their evidence", () => {
    const texts = FAILURE_CASES.map(({ evidence }) => JSON.stringify({ ...evidence, id: "" }));
    expect(texts.filter((text, index) => texts.indexOf(text) !== index)).toEqual([]);
  });

  test.each([...Array(TAXONOMY_KINDS_COUNT).keys()].map((index) => index + 1))("show kind %i twice or more", (kind) => {
    expect(FAILURE_CASES.filter((each) => each.kind === kind).length).toBeGreaterThanOrEqual(2);
  });

  test.each(ROUTINES)("show the routine %s twice or more", (kind) => {
    expect(FAILURE_CASES.filter((each) => each.kind === kind).length).toBeGreaterThanOrEqual(2);
  });

  test("never accept that a revision is surely to blame for what it is acquitted of", () => {
    const contradictory = FAILURE_CASES.filter(
      ({ expected }) =>
        expected.acquitsRevision &&
        [expected.causedBy].flat().includes("revision") &&
        [expected.confidence].flat().includes("sure"),
    );
    expect(contradictory).toEqual([]);
  });

  test("acquit the revision wherever only the environment is accepted", () => {
    const blamed = FAILURE_CASES.filter(
      ({ expected }) =>
        !expected.acquitsRevision && [expected.causedBy].flat().every((cause) => cause === "environment"),
    );
    expect(blamed).toEqual([]);
  });

  test("ask for no verdict where nobody could know", () => {
    const overdone = FAILURE_CASES.filter(
      ({ kind, expected }) => kind === "unseen" && [expected.confidence].flat().includes("sure"),
    );
    expect(overdone).toEqual([]);
  });
});
