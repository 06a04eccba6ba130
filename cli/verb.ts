import { type Command, InvalidArgumentError } from "commander";
import type { Session } from "./session.ts";

/** What a verb has to say, for a person and for a script. */
export interface Result {
  /** Lines of text; long ones are wrapped. */
  readonly text: readonly string[];
  readonly json: unknown;
}

/** The verb cannot be done: exit code 1, and the reason in one sentence with the remedy. */
export class Refused extends Error {
  /** What a script reads besides. */
  readonly json: object;
  constructor(message: string, json: object = {}) {
    super(message);
    this.name = "Refused";
    this.json = json;
  }
}

/** It was called wrongly: exit code 2. */
export class WrongUsage extends Error {
  /** What a script reads besides. */
  readonly json: object;
  constructor(message: string, json: object = {}) {
    super(message);
    this.json = json;
    this.name = "WrongUsage";
  }
}

/** Options that every verb has. */
export interface CommonOptions {
  readonly json?: true;
  readonly endpointUrl?: string;
  readonly region?: string;
  readonly installation: string;
  readonly verbose?: true;
}

/** One word of the command line, in a file of its name. */
export interface Verb {
  addTo(program: Command, start: Start): void;
}

export type Start = (options: CommonOptions, run: (session: Session) => Promise<Result>) => Promise<void>;

/** Where the template puts it; see serverless.yml. */
const INSTALLATION_DEFAULT = "/ecs-gardener/installation";

export function verb(given: {
  readonly name: string;
  /** Description, arguments and options. */
  readonly declare: (command: Command) => Command;
  /** `command` knows the arguments and options of this call. */
  readonly run: (session: Session, command: Command) => Promise<Result>;
}): Verb {
  return {
    addTo(program, start) {
      const command = given
        .declare(program.command(given.name))
        .option("--json", "answer in JSON")
        .option("--endpoint-url <url>", "where AWS is, for all services", httpUrl)
        .option("--region <region>", "Region of the installation; else AWS_REGION, AWS_DEFAULT_REGION or the profile's")
        .option("--installation <name>", "SSM parameter of the installation", INSTALLATION_DEFAULT)
        .option("--verbose", "log what is read and decided to stderr");
      command.action(() => start(command.opts<CommonOptions>(), (session) => given.run(session, command)));
    },
  };
}

function httpUrl(text: string): string {
  if (!/^https?:\/\//.test(text) || !URL.canParse(text))
    throw new InvalidArgumentError("write a URL, as http://127.0.0.1:4566");
  return text;
}
