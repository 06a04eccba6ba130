import { createRandom, type Random } from "./random.ts";
import { Timers } from "./timers.ts";
import { type PendingCall, Turnstile } from "./turnstile.ts";

/**
 * The simulator's clock and its turnstile: one virtual time for AWS, for the functions and for their tests.
 *
 * Goal: nothing due is left behind. Time moves only while every open invocation waits for time itself, so an advance of
 * an hour comes back after everything that falls due in it has happened, its consequences included.
 * Non-goal: to be a scheduler for anything outside the simulator.
 */

/** What an effect returns whose answer must never arrive: the invocation waits for it until its own end. */
export const NO_ANSWER: unique symbol = Symbol("no answer");

/** What an effect returns that is put off: when `until` settles, the call comes to the turnstile anew, for `effect`. */
export class Postponed<T> {
  readonly until: Promise<void>;
  readonly effect: Effect<T>;
  constructor(until: Promise<void>, effect: Effect<T>) {
    this.until = until;
    this.effect = effect;
  }
}

/** What a call does once it has passed the turnstile. */
export type Effect<T> = () => Answered<T> | Promise<Answered<T>>;

export type Answered<T> = T | typeof NO_ANSWER | Postponed<T>;

/** Runaway guard: a story that needs more steps than this in one advance schedules itself without delay. */
const STEPS_PER_ADVANCE_MAX = 1_000_000;

/** Makes the turnstile's chances differ from those of AWS's behaviour under the same seed. */
const TURNSTILE_SEED = 0x5bd1e995;

/** Lines kept of what happened; a test's story has some hundreds. */
const TRACE_LINES_MAX = 100_000;

/** Turns of the event loop granted to parallel calls of one invocation so that all of them reach the turnstile. */
const EVENT_LOOP_TURNS = 2;

/** While somebody runs, look again this often (real milliseconds): silence itself makes no event to wait for. */
const LOOK_AGAIN_MILLISECONDS = 50;

export interface Outcome {
  readonly result?: unknown;
  /** Set when the invocation failed, timed out or was killed. */
  readonly error?: { readonly name: string; readonly message: string };
}

/** One run of a function, from start to outcome. */
export interface Invocation {
  readonly id: number;
  /** For traces and error texts, as `deploy #2`. */
  readonly name: string;
  /** 1 for the first invocation of this name in its world, 2 for the second, and so on. */
  readonly ordinal: number;
  readonly startedAt: number;
  /** Ends it now: calls that wait at the turnstile vanish, later ones are never answered. */
  kill(reason: string): void;
}

interface OpenInvocation extends Invocation {
  /** Calls that have passed the turnstile. */
  calls: number;
  /** Client calls between send and answer. */
  inside: number;
  /** Calls at the turnstile, sleeps, and answers that never come. */
  waiting: number;
  /** When it last asked or was answered something, real milliseconds. */
  heardAt: number;
}

export interface WorldOptions {
  /** Virtual start, epoch milliseconds. */
  readonly start: number;
  /** Decides every chance in this world; printed by tests, replays a run. */
  readonly seed: number;
  /**
   * `seeded`: when all open invocations wait at the turnstile the seed picks whose call is next (one process,
   * deterministic). `arrival`: calls pass as they come (packaged functions over HTTP).
   */
  readonly order: "seeded" | "arrival";
  /** An invocation that is silent for so many real milliseconds hangs: it counts as waiting, so its time-out can come due. */
  readonly silentMilliseconds?: number;
  /** An advance that has made no progress for so many real milliseconds is given up with `NeverSettled`. */
  readonly patienceMilliseconds?: number;
}

/** An advance was given up; `running` names the invocations that neither finish nor wait. */
export class NeverSettled extends Error {
  readonly running: readonly string[];
  constructor(running: readonly string[], why: string) {
    super(`The clock stands still: ${why}. Still running: ${running.join(", ") || "nothing"}.`);
    this.name = "NeverSettled";
    this.running = running;
  }
}

export class World {
  /** Virtual time, epoch milliseconds. */
  now: number;
  readonly seed: number;
  /** Chance for AWS's behaviour: identifiers, times. Apart from the turnstile's, so that neither disturbs the other. */
  readonly random: Random;
  /**
   * What happened, one line each: `<now> <invocation> #<call> <label>`, and what `note` was told. Compared between runs of one seed. A world that
   * lives long forgets its older half now and then.
   */
  readonly trace: string[] = [];
  /** Called whenever virtual time has moved. */
  onMove: ((now: number) => void) | undefined;

  readonly #order: "seeded" | "arrival";
  readonly #turnstile: Turnstile<OpenInvocation>;
  readonly #silentMilliseconds: number;
  readonly #patienceMilliseconds: number;
  readonly #open = new Map<number, OpenInvocation>();
  readonly #timers = new Timers();
  readonly #ordinals = new Map<string, number>();
  #sequence = 0;
  #recorded = 0;
  #changed = Promise.withResolvers<void>();
  #driving: Promise<unknown> = Promise.resolve();

  constructor(options: WorldOptions) {
    this.now = options.start;
    this.seed = options.seed;
    this.random = createRandom(options.seed);
    this.#turnstile = new Turnstile(createRandom(options.seed ^ TURNSTILE_SEED));
    this.#order = options.order;
    this.#silentMilliseconds = options.silentMilliseconds ?? 5_000;
    this.#patienceMilliseconds = options.patienceMilliseconds ?? 120_000;
  }

  /** Runs `action` at virtual time `at` (epoch milliseconds); the same time keeps the order of asking. Returns a cancel. */
  at(at: number, action: () => void): () => void {
    const timer = this.#timers.add(Math.max(at, this.now), action);
    return () => {
      timer.action = undefined;
    };
  }

  /** Runs `action` in so many virtual milliseconds. Returns a cancel. */
  after(milliseconds: number, action: () => void): () => void {
    return this.at(this.now + milliseconds, action);
  }

  /** Opens an invocation; `run` starts the handler, in this thread or in a worker. `done` hears its outcome exactly once. */
  invoke(
    name: string,
    run: (invocation: Invocation) => Promise<unknown>,
    options: { timeoutMilliseconds: number; done?: (outcome: Outcome) => void },
  ): Invocation {
    const id = ++this.#sequence;
    const ordinal = (this.#ordinals.get(name) ?? 0) + 1;
    this.#ordinals.set(name, ordinal);
    const close = (outcome: Outcome): void => {
      if (!this.#open.delete(id)) return;
      cancel();
      this.#record(`end ${name} ${outcome.error ? outcome.error.name : "ok"}`);
      this.#touch();
      options.done?.(outcome);
    };
    const invocation: OpenInvocation = {
      id,
      name,
      ordinal,
      startedAt: this.now,
      calls: 0,
      inside: 0,
      waiting: 0,
      heardAt: performance.now(),
      kill: (reason) => {
        this.#turnstile.drop(invocation);
        close({ error: { name: reason, message: `${name} was ended: ${reason}` } });
      },
    };
    const cancel = this.after(options.timeoutMilliseconds, () => invocation.kill("Sandbox.Timedout"));
    this.#open.set(id, invocation);
    this.#record(`start ${name}`);
    Promise.resolve()
      .then(() => run(invocation))
      .then(
        (result) => close({ result }),
        (error: unknown) => close({ error: nameAndMessage(error) }),
      );
    return invocation;
  }

  /** Whether the invocation has neither ended nor been killed. */
  isOpen(invocation: Invocation): boolean {
    return this.#open.has(invocation.id);
  }

  /** Names of the invocations that have not ended. */
  get running(): readonly string[] {
    return [...this.#open.values()].map((invocation) => invocation.name);
  }

  /** Counts a client call from send to answer, so that one on its way to the turnstile, or back, is known to be running. */
  async within<T>(invocation: Invocation, send: () => Promise<T>): Promise<T> {
    const open = this.#open.get(invocation.id);
    if (!open) return send();
    open.inside++;
    open.heardAt = performance.now();
    try {
      return await send();
    } finally {
      open.inside--;
      open.heardAt = performance.now();
      this.#touch();
    }
  }

  /**
   * A call of an invocation to the simulated world: it waits at the turnstile for its turn. Never settles once killed.
   * `effect` must not wait for virtual time: while it works, time stands still; what has to wait is Postponed. `content` (a request's body) tells parallel
   * calls of one label apart, so that which of them is chosen does not hang on who arrived first in real time.
   */
  call<T>(invocation: Invocation, label: string, effect: Effect<T>, content = ""): Promise<T> {
    const open = this.#open.get(invocation.id);
    if (!open) return new Promise<T>(() => {});
    const turn = Promise.withResolvers<T>();
    const answer = (value: Answered<T>, number: number): void => {
      open.heardAt = performance.now();
      if (value === NO_ANSWER) this.#waitForEver(open);
      else if (value instanceof Postponed) putOff(value, number);
      else if (this.#open.has(open.id)) turn.resolve(value);
    };
    const refuse = (error: unknown): void => {
      if (this.#open.has(open.id)) turn.reject(error);
    };
    const queue = (asked: Effect<T>, passedAs?: number): void => {
      this.#turnstile.add({
        invocation: open,
        label,
        content,
        passedAs,
        pass: (number) =>
          Promise.resolve()
            .then(asked)
            .then((value) => answer(value, number))
            .catch(refuse),
      });
      this.#touch();
      if (this.#order === "arrival") void this.#pass(this.#turnstile.takeLast());
    };
    const putOff = (postponed: Postponed<T>, number: number): void => {
      open.waiting++;
      this.#touch();
      void postponed.until.then(() => this.#open.has(open.id) && queue(postponed.effect, number));
    };
    open.waiting++;
    queue(effect);
    return turn.promise;
  }

  /** Virtual sleep of an invocation (a back-off, a slow answer): it counts as waiting. */
  sleep(invocation: Invocation, milliseconds: number): Promise<void> {
    const open = this.#open.get(invocation.id);
    const turn = Promise.withResolvers<void>();
    if (open) open.waiting++;
    this.after(milliseconds, () => {
      if (open) {
        open.waiting--;
        open.heardAt = performance.now();
      }
      turn.resolve();
    });
    this.#touch();
    return turn.promise;
  }

  /** Adds a line to the trace. */
  note(line: string): void {
    this.#record(line);
  }

  /** Ends every invocation that is open, as its own `kill` does. Returns their names. */
  killAll(reason: string): readonly string[] {
    const killed = [...this.#open.values()];
    for (const invocation of killed) invocation.kill(reason);
    return killed.map(({ name }) => name);
  }

  /**
   * Moves virtual time on and comes back when everything due has happened. Advances queue up behind each other.
   * Throws NeverSettled when an invocation neither ends nor waits.
   */
  advance(milliseconds: number): Promise<void> {
    const advanced = this.#driving.catch(() => {}).then(() => this.#advanceTo(this.now + milliseconds));
    this.#driving = advanced;
    return advanced;
  }

  /** Ends every invocation without a word to anybody and forgets every timer; time itself goes on from where it is. */
  clear(): void {
    this.#open.clear();
    this.#turnstile.clear();
    this.#timers.clear();
    this.#ordinals.clear();
    this.#touch();
  }

  async #advanceTo(target: number): Promise<void> {
    for (let steps = 0; ; steps++) {
      if (steps > STEPS_PER_ADVANCE_MAX)
        throw new NeverSettled(this.running, `${STEPS_PER_ADVANCE_MAX} steps in one advance`);
      await this.#settled();
      const next = this.#timers.first();
      if (!next || next.at > target) break;
      this.#timers.removeFirst();
      this.#moveTo(next.at);
      next.action?.();
    }
    this.#moveTo(target);
  }

  #moveTo(at: number): void {
    this.now = at;
    this.onMove?.(at);
  }

  async #pass(call: PendingCall<OpenInvocation> | undefined): Promise<void> {
    if (!call || !this.#open.has(call.invocation.id)) return;
    const { invocation, label, passedAs } = call;
    const number = passedAs ?? ++invocation.calls;
    this.#record(`${invocation.name} #${number} ${label}${passedAs === undefined ? "" : " goes on"}`);
    invocation.waiting--;
    await call.pass(number);
  }

  #waitForEver(invocation: OpenInvocation): void {
    invocation.waiting++;
    this.#touch();
  }

  async #settled(): Promise<void> {
    let progressAt = performance.now();
    let recorded = this.#recorded;
    for (;;) {
      for (let turn = 0; turn < EVENT_LOOP_TURNS; turn++) await new Promise(setImmediate);
      const busy = [...this.#open.values()].filter((invocation) => this.#isBusy(invocation));
      if (busy.length > 0) {
        if (this.#recorded !== recorded) {
          recorded = this.#recorded;
          progressAt = performance.now();
        }
        if (performance.now() - progressAt > this.#patienceMilliseconds)
          throw new NeverSettled(
            busy.map((invocation) => invocation.name),
            `no progress for ${this.#patienceMilliseconds / 1000} seconds`,
          );
        await this.#change();
      } else if (this.#turnstile.isEmpty) return;
      else await this.#pass(this.#turnstile.takeAny());
    }
  }

  /** Until something changes, or long enough to look again. */
  async #change(): Promise<void> {
    const lookAgain = Promise.withResolvers<void>();
    const timer = setTimeout(lookAgain.resolve, LOOK_AGAIN_MILLISECONDS);
    await Promise.race([this.#changed.promise, lookAgain.promise]);
    clearTimeout(timer);
  }

  #isBusy({ inside, waiting, heardAt }: OpenInvocation): boolean {
    if (inside > 0 || waiting > 0) return inside > waiting;
    return performance.now() - heardAt < this.#silentMilliseconds;
  }

  #record(line: string): void {
    this.#recorded++;
    this.trace.push(`${this.now} ${line}`);
    if (this.trace.length > TRACE_LINES_MAX) this.trace.splice(0, TRACE_LINES_MAX / 2);
  }

  #touch(): void {
    this.#changed.resolve();
    this.#changed = Promise.withResolvers();
  }
}

function nameAndMessage(error: unknown): { name: string; message: string } {
  const { name, message } = (error ?? {}) as { name?: unknown; message?: unknown };
  return {
    name: typeof name === "string" ? name : "Error",
    message: typeof message === "string" ? message : String(error),
  };
}
