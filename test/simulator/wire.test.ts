import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { expect, test } from "@jest/globals";
import { createSimulator } from "../../simulator/simulator.ts";
import { connectInProcess, inProcessClientOptions } from "../../simulator/wire/transport.ts";

test("sts", async () => {
  const simulator = await createSimulator({ seed: 1, start: 0, order: "seeded" });
  const sts = connectInProcess(simulator, new STSClient(inProcessClientOptions(simulator)));
  expect(await sts.send(new GetCallerIdentityCommand({}))).toMatchObject({ Account: "123456789012" });
});
