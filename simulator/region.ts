import type { World } from "./clock.ts";
import { EcrState } from "./services/ecr/state.ts";
import { EcsState } from "./services/ecs/state.ts";
import { EventsState } from "./services/events/state.ts";
import { LambdaState } from "./services/lambda/state.ts";
import { LogsState } from "./services/logs/state.ts";
import { SqsState } from "./services/sqs/state.ts";
import { SsmState } from "./services/ssm/state.ts";
import { DynamodbState } from "./services/dynamodb/state.ts";

/** Everything that one account holds in one Region. Services reach each other through it, never through the wire. */
export class AwsRegion {
  readonly account: string;
  readonly region: string;
  readonly world: World;

  readonly dynamodb: DynamodbState;
  readonly ecr: EcrState;
  readonly ecs: EcsState;
  readonly events: EventsState;
  readonly lambda: LambdaState;
  readonly logs: LogsState;
  readonly sqs: SqsState;
  readonly ssm: SsmState;

  constructor(account: string, region: string, world: World) {
    this.account = account;
    this.region = region;
    this.world = world;
    this.dynamodb = new DynamodbState(this);
    this.ecr = new EcrState(this);
    this.ecs = new EcsState(this);
    this.events = new EventsState(this);
    this.lambda = new LambdaState(this);
    this.logs = new LogsState(this);
    this.sqs = new SqsState(this);
    this.ssm = new SsmState(this);
  }

  /** `arn:aws:<service>:<region>:<account>:<resource>` */
  arn(service: string, resource: string): string {
    return `arn:aws:${service}:${this.region}:${this.account}:${resource}`;
  }
}
