import type { World } from "./clock.ts";
import { Faults } from "./faults/faults.ts";
import { EcrState } from "./services/ecr/state.ts";
import { EcsState } from "./services/ecs/state.ts";
import { EventsState } from "./services/events/state.ts";
import { LambdaState } from "./services/lambda/state.ts";
import { LogsState } from "./services/logs/state.ts";
import { SnsState } from "./services/sns/state.ts";
import { SqsState } from "./services/sqs/state.ts";
import { SsmState } from "./services/ssm/state.ts";
import { Troubles } from "./troubles/troubles.ts";
import { DynamodbState } from "./services/dynamodb/state.ts";

/** Everything that one account holds in one Region. Services reach each other through it, never through the wire. */
export class AwsRegion {
  readonly account: string;
  readonly region: string;
  readonly world: World;
  /** What goes wrong on request, in every Region alike. */
  readonly faults: Faults;
  /** What goes wrong around tasks on request, in every Region alike. */
  readonly troubles: Troubles;

  readonly dynamodb: DynamodbState;
  readonly ecr: EcrState;
  readonly ecs: EcsState;
  readonly events: EventsState;
  readonly lambda: LambdaState;
  readonly logs: LogsState;
  readonly sns: SnsState;
  readonly sqs: SqsState;
  readonly ssm: SsmState;

  constructor(
    account: string,
    region: string,
    world: World,
    { faults = new Faults(world), troubles = new Troubles(world) }: { faults?: Faults; troubles?: Troubles } = {},
  ) {
    this.account = account;
    this.region = region;
    this.world = world;
    this.faults = faults;
    this.troubles = troubles;
    this.dynamodb = new DynamodbState(this);
    this.ecr = new EcrState(this);
    this.ecs = new EcsState(this);
    this.events = new EventsState(this);
    this.lambda = new LambdaState(this);
    this.logs = new LogsState(this);
    this.sns = new SnsState(this);
    this.sqs = new SqsState(this);
    this.ssm = new SsmState(this);
  }

  /** The same Region, but for these states: what was, in place of what is. */
  with(states: Pick<AwsRegion, "ecs" | "ecr">): AwsRegion {
    const other: AwsRegion = Object.create(this, {
      ecs: { value: states.ecs },
      ecr: { value: states.ecr },
    });
    return other;
  }

  /** `arn:aws:<service>:<region>:<account>:<resource>` */
  arn(service: string, resource: string): string {
    return `arn:aws:${service}:${this.region}:${this.account}:${resource}`;
  }
}
