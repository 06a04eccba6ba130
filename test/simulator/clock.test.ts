import { describe, expect, test } from "@jest/globals";
import {
  type Invocation,
  NeverSettled,
  NO_ANSWER,
  type Outcome,
  World,
  type WorldOptions,
} from "../../simulator/clock.ts";

const MINUTE = 60_000;

function worldOf(options: Partial<WorldOptions> = {}): World {
  return new World({
    start: 0,
    seed: 1,
    order: "seeded",
    silentMilliseconds: 100,
    patienceMilliseconds: 300,
    ...options,
  });
}

/** Starts a handler and keeps its outcomes. */
function start(
  world: World,
  handler: (invocation: Invocation) => Promise<unknown>,
  timeoutMilliseconds = MINUTE,
): Outcome[] {
  const outcomes: Outcome[] = [];
  world.invoke("deploy #1", handler, { timeoutMilliseconds, done: (outcome) => outcomes.push(outcome) });
  return outcomes;
}

describe("timers", () => {
  test("run in the order of their time, then of their asking, with the consequences of each", async () => {
    const world = worldOf();
    const seen: string[] = [];
    const note = (text: string) => () => void seen.push(`${world.now} ${text}`);
    world.after(2_000, note("second"));
    world.after(1_000, () => {
      note("first")();
      world.after(500, note("consequence"));
    });
    world.after(2_000, note("third"));
    world.after(3_001, note("later"));
    world.after(1_500, note("cancelled"))();
    await world.advance(3_000);
    expect(seen).toEqual(["1000 first", "1500 consequence", "2000 second", "2000 third"]);
    expect(world.now).toBe(3_000);
  });

  test("what is due in the past happens now, and time never goes back", async () => {
    const world = worldOf({ start: 5_000 });
    const seen: number[] = [];
    world.at(1_000, () => seen.push(world.now));
    await world.advance(0);
    expect(seen).toEqual([5_000]);
  });

  test("thousands of them cost little", async () => {
    const world = worldOf();
    let rung = 0;
    for (let i = 0; i < 20_000; i++) world.after((i * 7_919) % 10_007, () => rung++);
    await world.advance(10_007);
    expect(rung).toBe(20_000);
  });

  test("advances queue up behind each other", async () => {
    const world = worldOf();
    await Promise.all([world.advance(1_000), world.advance(1_000)]);
    expect(world.now).toBe(2_000);
  });
});

describe("invocations", () => {
  test("time stands still while one works, and passes while it sleeps", async () => {
    const world = worldOf();
    const outcomes = start(world, async (invocation) => {
      await new Promise((resolve) => setTimeout(resolve, 20));
      const before = world.now;
      await world.sleep(invocation, 5_000);
      return [before, world.now];
    });
    await world.advance(10_000);
    expect(outcomes).toEqual([{ result: [0, 5_000] }]);
  });

  test("one that sleeps past its time-out is ended then", async () => {
    const world = worldOf();
    const outcomes = start(world, (invocation) => world.sleep(invocation, 10 * MINUTE), 30_000);
    await world.advance(29_999);
    expect(outcomes).toEqual([]);
    await world.advance(1);
    expect(outcomes).toMatchObject([{ error: { name: "Sandbox.Timedout" } }]);
  });

  test("an error becomes the outcome", async () => {
    const world = worldOf();
    const outcomes = start(world, () => Promise.reject(new TypeError("no such thing")));
    await world.advance(0);
    expect(outcomes).toEqual([{ error: { name: "TypeError", message: "no such thing" } }]);
  });

  test("one that waits for an answer that never comes lets time pass until its time-out", async () => {
    const world = worldOf();
    const outcomes = start(world, (invocation) =>
      world.within(invocation, () => world.call(invocation, "slack", () => NO_ANSWER)),
    );
    await world.advance(MINUTE);
    expect(outcomes).toMatchObject([{ error: { name: "Sandbox.Timedout" } }]);
  });

  test("a killed one hears nothing more, and its waiting calls do not take effect", async () => {
    const world = worldOf();
    const effects: string[] = [];
    const outcomes = start(world, async (invocation) => {
      await world.within(invocation, () => world.call(invocation, "first", () => void effects.push("first")));
      invocation.kill("Killed");
      await world.within(invocation, () => world.call(invocation, "second", () => void effects.push("second")));
    });
    await world.advance(1_000);
    expect(outcomes).toMatchObject([{ error: { name: "Killed" } }]);
    expect(effects).toEqual(["first"]);
  });

  test("one that is silent for long counts as hanging, so that its time-out comes due", async () => {
    const world = worldOf();
    const outcomes = start(world, () => new Promise(() => {}));
    await world.advance(MINUTE);
    expect(outcomes).toMatchObject([{ error: { name: "Sandbox.Timedout" } }]);
  });

  test("an advance that cannot settle is given up, and names who still runs", async () => {
    const world = worldOf();
    start(world, (invocation) => world.within(invocation, () => new Promise(() => {})));
    const error = await world.advance(1_000).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(NeverSettled);
    expect(error).toMatchObject({ running: ["deploy #1"] });
    expect(world.now).toBe(0);
  });

  test("on arrival, time stands still until a call has taken effect", async () => {
    const world = worldOf({ order: "arrival" });
    const effectAt: number[] = [];
    start(world, (invocation) =>
      world.within(invocation, () =>
        world.call(invocation, "slow", async () => {
          await new Promise((resolve) => setTimeout(resolve, 30));
          effectAt.push(world.now);
        }),
      ),
    );
    await world.advance(1_000);
    expect(effectAt).toEqual([0]);
  });

  test("clear ends them unheard and forgets every timer", async () => {
    const world = worldOf();
    const outcomes = start(world, (invocation) => world.sleep(invocation, 1_000));
    await world.advance(10);
    world.clear();
    await world.advance(MINUTE);
    expect(outcomes).toEqual([]);
    expect(world.running).toEqual([]);
  });
});

/** Two invocations, each with parallel calls, and noise in real time that must not change the story. */
async function story(seed: number, noise: boolean): Promise<string[]> {
  const world = worldOf({ seed, silentMilliseconds: 5_000 });
  const jitter = () => new Promise((resolve) => setTimeout(resolve, noise ? Math.random() * 3 : 0));
  const handler = async (invocation: Invocation) => {
    const call = (label: string, content: string) =>
      world.within(invocation, async () => {
        await jitter();
        return world.call(invocation, label, () => world.trace.push(content), content);
      });
    await Promise.all([call("read", "a"), call("read", "b"), call("list", "")]);
    await jitter();
    await call("write", "");
  };
  for (const at of [1_000, 1_000, 2_000])
    world.at(at, () => world.invoke(`deploy at ${at}`, handler, { timeoutMilliseconds: MINUTE }));
  await world.advance(MINUTE);
  return world.trace;
}

describe("the seed", () => {
  test("replays a story, whatever real time does", async () => {
    expect(await story(7, true)).toEqual(await story(7, false));
  });

  test("tells different stories", async () => {
    const stories = new Set<string>();
    for (let seed = 1; seed <= 8; seed++) stories.add((await story(seed, false)).join("\n"));
    expect(stories.size).toBeGreaterThan(4);
  });
});
