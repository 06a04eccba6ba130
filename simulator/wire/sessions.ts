import type { Principal } from "../aws.ts";
import type { Invocation, World } from "../clock.ts";
import { hexadecimal } from "../random.ts";

/** By this beginning an ended session is told from a token that somebody brought along from elsewhere. */
const TOKEN_PREFIX = "simulator-session-";

/** What a session token stands for. `invocation` is set by the Lambda runtime for as long as its environment works on one. */
export interface Session {
  readonly token: string;
  readonly account: string;
  readonly region: string;
  /** Short name of the function, as `deploy`. */
  readonly name: string;
  /** The assumed role's session: `arn:aws:sts::<account>:assumed-role/<role>/<function>`. */
  readonly arn: string;
  invocation: Invocation | undefined;
}

/** The temporary credentials of one simulator: who holds a token is this function, in this account and Region. */
export class Sessions {
  readonly #world: World;
  readonly #byToken = new Map<string, Session>();

  constructor(world: World) {
    this.#world = world;
  }

  issue(holder: { name: string; arn: string; account: string; region: string }): Session {
    const token = TOKEN_PREFIX + hexadecimal(this.#world.random, 32);
    const session: Session = { ...holder, token, invocation: undefined };
    this.#byToken.set(token, session);
    return session;
  }

  find(token: string): Session | undefined {
    return this.#byToken.get(token);
  }

  /** Whether the token is one of ours that has ended. */
  isEnded(token: string): boolean {
    return token.startsWith(TOKEN_PREFIX) && !this.#byToken.has(token);
  }

  end(session: Session): void {
    this.#byToken.delete(session.token);
  }

  clear(): void {
    this.#byToken.clear();
  }
}

/** Who acts through a session right now. */
export function principalOf(session: Session): Principal {
  return { name: session.name, arn: session.arn, invocation: session.invocation };
}
