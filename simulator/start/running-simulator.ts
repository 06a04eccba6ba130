import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { Pace } from "../control/pace.ts";
import type { Listener } from "../http.ts";
import { startServer } from "../server.ts";
import type { LambdaRuntime } from "../services/lambda/runtime/runtime.ts";
import { packagedRuntime } from "../services/lambda/runtime/packaged/packaged-runtime.ts";
import { putParameter } from "../services/ssm/actions/putParameter.ts";
import { createSimulator, type Simulator } from "../simulator.ts";
import { SLACK_PATH } from "../slack/answer.ts";
import { deployStack } from "../stack/deploy.ts";
import { startStatusServer } from "../status/server.ts";
import { administrator, DEFAULT_ACCOUNT, DEFAULT_REGION } from "../wire/identity.ts";

/** Where the template's default looks for Slack's bot token. */
const SLACK_TOKEN_PARAMETER = "/ecs-gardener/slack-token";

/** Slack's double takes any token that begins as bot tokens do. */
const SLACK_TOKEN = "xoxb-simulated";

/** Standing in for the S3 bucket of a real deployment: the zips are read from the disk. */
const ARTIFACT_BUCKET = "simulated-artifacts";

/** The simulator as `npm start` runs it: on the real clock, behind two ports, with the packaged stack in it. */
export class RunningSimulator {
  readonly #simulator: Simulator;
  readonly #pace: Pace;
  #listeners: Listener[] = [];
  #runtime: LambdaRuntime | undefined;
  #artifactDirectory: string | undefined;
  #endpoint = "";

  private constructor(simulator: Simulator, pace: Pace) {
    this.#simulator = simulator;
    this.#pace = pace;
  }

  /** Opens both ports of an AWS that is still empty. Rejects with EADDRINUSE where one is taken. */
  static async open(options: {
    readonly port: number;
    readonly dashboardPort: number;
    readonly speed: number;
    readonly seed: number;
  }): Promise<RunningSimulator> {
    const simulator = await createSimulator({ seed: options.seed, start: Date.now(), order: "arrival" });
    const pace = new Pace(simulator.world, options.speed, (error) => console.error(error));
    const running = new RunningSimulator(simulator, pace);
    try {
      await running.#listen(options.port, options.dashboardPort);
    } catch (error) {
      await running.close();
      throw error;
    }
    return running;
  }

  /** Where AWS, Slack and the control surface are, as `http://127.0.0.1:4566`. */
  get endpoint(): string {
    return this.#endpoint;
  }

  /** Port of the status page. */
  get dashboardPort(): number {
    return this.#listeners[1]?.port ?? 0;
  }

  /** Deploys what the packaging script left there, and lets time pass from then on. */
  async start(artifactDirectory: string): Promise<void> {
    this.#artifactDirectory = artifactDirectory;
    await this.#deploy();
    this.#pace.start();
  }

  async close(): Promise<void> {
    // Not waited for: a step that cannot settle must not keep the process.
    void this.#pace.stop();
    await Promise.all(this.#listeners.map((listener) => listener.close()));
    await this.#runtime?.close();
  }

  async #listen(port: number, dashboardPort: number): Promise<void> {
    const control = { pace: this.#pace, reset: () => this.#reset(), takeNewCode: () => this.#takeNewCode() };
    const aws = await startServer(this.#simulator, control, port);
    this.#listeners.push(aws);
    this.#endpoint = `http://127.0.0.1:${aws.port}`;
    this.#listeners.push(
      await startStatusServer(this.#simulator, {
        port: dashboardPort,
        reach: { endpoint: this.#endpoint, account: DEFAULT_ACCOUNT, region: DEFAULT_REGION },
        speed: () => this.#pace.speed,
      }),
    );
  }

  /** Forgets everything, the stack's own memory too, and deploys the same stack again. */
  async #reset(): Promise<void> {
    await this.#runtime?.close();
    this.#simulator.reset();
    await this.#deploy();
  }

  /** Packaging names a zip by what is in it, and leaves only the newest. */
  async #takeNewCode(): Promise<void> {
    if (this.#artifactDirectory === undefined) return;
    const { lambda } = this.#simulator.region();
    const directory = this.#artifactDirectory;
    for (const [name, key] of codeKeys(await readTemplate(directory)))
      lambda.function(name).codePath = join(directory, key);
  }

  async #deploy(): Promise<void> {
    if (this.#artifactDirectory === undefined) return;
    const simulator = this.#simulator;
    const runtime = packagedRuntime({ simulator, endpoint: this.#endpoint });
    this.#runtime = runtime;
    await putParameter(
      { Name: SLACK_TOKEN_PARAMETER, Value: SLACK_TOKEN, Type: "SecureString" },
      { aws: simulator.region(), world: simulator.world, principal: administrator(DEFAULT_ACCOUNT) },
    );
    await deployStack({
      simulator,
      template: await readTemplate(this.#artifactDirectory),
      codeDirectory: this.#artifactDirectory,
      runtime,
      parameters: { ArtifactBucket: ARTIFACT_BUCKET, SlackApiUrl: `${this.#endpoint}${SLACK_PATH}` },
    });
  }
}

interface Template {
  readonly Resources: Readonly<Record<string, { readonly Type: string; readonly Properties?: FunctionProperties }>>;
}

interface FunctionProperties {
  readonly FunctionName?: string;
  readonly Code?: { readonly S3Key?: string };
}

const readTemplate = async (directory: string): Promise<Template> =>
  JSON.parse(await readFile(join(directory, "template.json"), "utf8")) as Template;

/** Names of the functions, and of their zips. */
function codeKeys({ Resources }: Template): readonly (readonly [functionName: string, key: string])[] {
  return Object.values(Resources).flatMap(({ Type, Properties: { FunctionName, Code } = {} }) =>
    Type === "AWS::Lambda::Function" && FunctionName !== undefined && Code?.S3Key !== undefined
      ? [[FunctionName, Code.S3Key] as const]
      : [],
  );
}
