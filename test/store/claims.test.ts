import { describe, expect, test } from "@jest/globals";
import { type Claims, createClaims, type Lease } from "../../shared/store/claims.ts";
import { at } from "../support/core.ts";
import { givenATable } from "../support/table.ts";

const EVENT = "9f3b1c1e";
const LEASE_SECONDS = 60;

const claimAt = (claims: Claims, seconds: number) => claims.claim(EVENT, at(seconds), LEASE_SECONDS);

async function leaseAt(claims: Claims, seconds: number): Promise<Lease> {
  const claim = await claimAt(claims, seconds);
  if (claim.kind !== "claimed") throw new Error(`it is ${claim.kind}`);
  return claim.lease;
}

async function givenClaims() {
  const { table, simulator } = await givenATable();
  const claims = createClaims(table);
  return { claims, simulator, first: await leaseAt(claims, 0) };
}

describe("an event is claimed", () => {
  test("by one delivery, until its lease ends", async () => {
    const { claims } = await givenClaims();
    expect(await claimAt(claims, 59.999)).toEqual({ kind: "held", until: at(60) });
    expect((await claimAt(claims, 60)).kind).toBe("claimed");
  });

  test("for longer, where its lease is renewed", async () => {
    const { claims, first } = await givenClaims();
    await first.renew(at(50), LEASE_SECONDS);
    expect(await claimAt(claims, 100)).toEqual({ kind: "held", until: at(110) });
  });

  test("for longer, where its lease had ended and nobody took it", async () => {
    const { claims, first } = await givenClaims();
    await first.renew(at(90), LEASE_SECONDS);
    expect(await claimAt(claims, 100)).toEqual({ kind: "held", until: at(150) });
  });

  test("at once by the next delivery, where it was released", async () => {
    const { claims, first } = await givenClaims();
    await first.release(at(5));
    expect((await claimAt(claims, 5)).kind).toBe("claimed");
  });

  test("no more, once it is finished", async () => {
    const { claims, first } = await givenClaims();
    await first.finish(at(5));
    expect(await claimAt(claims, 100)).toEqual({ kind: "finished" });
  });

  test("also where the answer to that was lost, and the SDK asked again", async () => {
    const { claims, simulator } = await givenClaims();
    simulator.faults.set({ calls: [{ operation: "dynamodb:PutItem", fault: "errorAfter", count: 1 }] });
    expect((await claimAt(claims, 60)).kind).toBe("claimed");
  });
});

describe("a lease that ended and was taken by another delivery", () => {
  test("is renewed no more", async () => {
    const { claims, first } = await givenClaims();
    await leaseAt(claims, 60);
    await expect(first.renew(at(70), LEASE_SECONDS)).rejects.toThrow("somebody else has taken it");
    expect(await claimAt(claims, 119)).toEqual({ kind: "held", until: at(120) });
  });

  test("is not released: the other one is at it", async () => {
    const { claims, first } = await givenClaims();
    await leaseAt(claims, 60);
    await first.release(at(70));
    expect(await claimAt(claims, 71)).toEqual({ kind: "held", until: at(120) });
  });

  test("may be finished: what is dealt with is, and the other one cannot open it again", async () => {
    const { claims, first } = await givenClaims();
    const second = await leaseAt(claims, 60);
    await first.finish(at(70));
    await expect(second.renew(at(80), LEASE_SECONDS)).rejects.toThrow("somebody else has taken it");
    await second.release(at(90));
    expect(await claimAt(claims, 200)).toEqual({ kind: "finished" });
  });
});
