import type { Action, AwsError, Principal } from "../../simulator/aws.ts";
import { World } from "../../simulator/clock.ts";
import { AwsRegion } from "../../simulator/region.ts";

/** When every world of these tests begins. */
export const START = Date.parse("2026-11-16T01:54:34Z");

export const ACCOUNT = "123456789012";

const administrator: Principal = {
  name: "administrator",
  arn: `arn:aws:iam::${ACCOUNT}:user/administrator`,
  invocation: undefined,
};

/** An empty account in one Region, without a wire: `call` runs an action, `refusal` the error that it must answer. */
export function regionWithCalls() {
  const world = new World({ start: START, seed: 7, order: "seeded" });
  const aws = new AwsRegion(ACCOUNT, "us-east-1", world);
  const call = async <Input, Output>(action: Action<Input, Output>, input: Input): Promise<Output> =>
    action(input, { aws, world, principal: administrator });
  const refusal = <Input>(action: Action<Input, unknown>, input: Input): Promise<AwsError> =>
    call(action, input).then(
      () => {
        throw new Error("The action was not refused.");
      },
      (error: AwsError) => error,
    );
  return { aws, world, call, refusal };
}
