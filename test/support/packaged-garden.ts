import { ECRClient } from "@aws-sdk/client-ecr";
import { ECSClient } from "@aws-sdk/client-ecs";
import { ARTIFACT_DIRECTORY } from "../../simulator/start/package.ts";
import { RunningSimulator } from "../../simulator/start/running-simulator.ts";

/** What `npm start` serves, with the packaged zips in it, on free ports and on a clock that a test moves. */
export interface PackagedGarden {
  /** Where its AWS is. */
  readonly endpoint: string;
  readonly ecr: ECRClient;
  readonly ecs: ECSClient;
  /** GET of a control path, as `slack`. */
  show<Answer>(path: string): Promise<Answer>;
  /** POST to a control path, as `images`. */
  ask<Answer>(path: string, body: object): Promise<Answer>;
  /** Comes back when everything that falls due has happened. */
  advance(seconds: number): Promise<void>;
  close(): Promise<void>;
}

export async function startPackagedGarden(): Promise<PackagedGarden> {
  const running = await RunningSimulator.open({ port: 0, dashboardPort: 0, speed: 0, seed: 1 });
  await running.start(ARTIFACT_DIRECTORY);
  const options = {
    endpoint: running.endpoint,
    region: "us-east-1",
    credentials: { accessKeyId: "test", secretAccessKey: "test" },
  };
  const control = async <Answer>(path: string, request: RequestInit): Promise<Answer> => {
    const response = await fetch(`${running.endpoint}/_simulator/${path}`, request);
    const text = await response.text();
    if (!response.ok) throw new Error(`${path} answered ${response.status}: ${text}`);
    return JSON.parse(text) as Answer;
  };
  const ask = <Answer>(path: string, body: object): Promise<Answer> =>
    control(path, { method: "POST", body: JSON.stringify(body) });
  return {
    endpoint: running.endpoint,
    ecr: new ECRClient(options),
    ecs: new ECSClient(options),
    show: (path) => control(path, {}),
    ask,
    advance: async (advanceSeconds) => {
      await ask("clock", { advanceSeconds });
    },
    close: () => running.close(),
  };
}
