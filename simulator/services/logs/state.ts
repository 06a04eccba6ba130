import type { AwsRegion } from "../../region.ts";
import { groupAlreadyExists, groupNotFound, invalidParameter, streamAlreadyExists } from "./errors.ts";
import { LogGroup } from "./group.ts";
import type { LogStream } from "./stream.ts";

/** CloudWatch Logs API reference, CreateLogGroup and CreateLogStream. */
const GROUP_NAME = /^[.\-_/#A-Za-z0-9]{1,512}$/;
const STREAM_NAME = /^[^:*]{1,512}$/;

/** The log groups of one account in one Region. Times are epoch milliseconds. */
export class LogsState {
  readonly aws: AwsRegion;
  readonly #groups = new Map<string, LogGroup>();
  #arrivals = 0;

  constructor(aws: AwsRegion) {
    this.aws = aws;
  }

  /** In the order of their names. */
  groups(): LogGroup[] {
    return [...this.#groups.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  findGroup(name: string): LogGroup | undefined {
    return this.#groups.get(name);
  }

  /** Throws ResourceNotFoundException. */
  group(name: string): LogGroup {
    const group = this.#groups.get(name);
    if (!group) throw groupNotFound();
    return group;
  }

  /** By what a request names it with: a name, or an identifier that is a name or an ARN. */
  groupOf(input: { logGroupName?: string | undefined; logGroupIdentifier?: string | undefined }): LogGroup {
    const { logGroupName, logGroupIdentifier } = input;
    if ((logGroupName === undefined) === (logGroupIdentifier === undefined))
      throw invalidParameter("You must include either logGroupIdentifier or logGroupName, but not both.");
    const prefix = this.aws.arn("logs", "log-group:");
    const name = logGroupName ?? logGroupIdentifier ?? "";
    return this.group(name.startsWith(prefix) ? name.slice(prefix.length).replace(/:\*$/, "") : name);
  }

  createGroup(name: string, options: { kmsKeyId?: string | undefined } = {}): LogGroup {
    if (!GROUP_NAME.test(name)) throw invalidName("logGroupName", name, GROUP_NAME);
    if (this.#groups.has(name)) throw groupAlreadyExists();
    const group = new LogGroup({ name, kmsKeyId: options.kmsKeyId, world: this.aws.world });
    this.#groups.set(name, group);
    return group;
  }

  createStream(group: LogGroup, name: string): LogStream {
    if (!STREAM_NAME.test(name)) throw invalidName("logStreamName", name, STREAM_NAME);
    if (group.findStream(name)) throw streamAlreadyExists();
    return group.createStream(name);
  }

  deleteGroup(group: LogGroup): void {
    this.#groups.delete(group.name);
  }

  write(stream: LogStream, event: { timestamp: number; message: string }): void {
    stream.add({ ...event, ingestionTime: this.aws.world.now, arrival: ++this.#arrivals });
  }

  /** Lines of a function, stamped with the present; group and stream are made where missing. */
  append(logGroupName: string, logStreamName: string, messages: readonly string[]): void {
    const group = this.findGroup(logGroupName) ?? this.createGroup(logGroupName);
    const stream = group.findStream(logStreamName) ?? this.createStream(group, logStreamName);
    for (const message of messages) this.write(stream, { timestamp: this.aws.world.now, message });
  }
}

const invalidName = (parameter: string, value: string, pattern: RegExp): Error =>
  invalidParameter(
    `Value '${value}' at '${parameter}' failed to satisfy constraint: Member must satisfy regular expression pattern: ${pattern.source}`,
  );
