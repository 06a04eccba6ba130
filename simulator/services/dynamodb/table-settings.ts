import { AwsError } from "../../aws.ts";
import { isRecord } from "../../wire/record.ts";

interface TimeToLive {
  readonly attributeName: string;
  readonly enabled: boolean;
}

/** Table settings that dynalite does not keep: time to live and point-in-time recovery. Stored, without effect on items. */
export class TableSettings {
  readonly #timeToLive = new Map<string, TimeToLive>();
  readonly #pointInTimeRecovery = new Map<string, boolean>();
  readonly #operations: Readonly<Record<string, (table: string, input: Readonly<Record<string, unknown>>) => object>> =
    {
      UpdateTimeToLive: (table, input) => this.#updateTimeToLive(table, input.TimeToLiveSpecification),
      DescribeTimeToLive: (table) => ({ TimeToLiveDescription: describeTimeToLive(this.#timeToLive.get(table)) }),
      UpdateContinuousBackups: (table, input) => this.#updateBackups(table, input.PointInTimeRecoverySpecification),
      DescribeContinuousBackups: (table) => this.#describeBackups(table),
    };

  /** Whether an operation is answered here. */
  answers(operation: string): boolean {
    return Object.hasOwn(this.#operations, operation);
  }

  /** The table exists. Throws ValidationException. */
  answer(operation: string, table: string, input: Readonly<Record<string, unknown>>): object {
    return this.#operations[operation]?.(table, input) ?? {};
  }

  #updateTimeToLive(table: string, given: unknown): object {
    const { AttributeName: attributeName, Enabled: enabled } = isRecord(given) ? given : {};
    if (typeof attributeName !== "string" || typeof enabled !== "boolean")
      throw new AwsError("ValidationException", "TimeToLiveSpecification needs AttributeName and Enabled");
    const isEnabled = this.#timeToLive.get(table)?.enabled ?? false;
    if (isEnabled === enabled)
      throw new AwsError("ValidationException", `TimeToLive is already ${enabled ? "enabled" : "disabled"}`);
    this.#timeToLive.set(table, { attributeName, enabled });
    return { TimeToLiveSpecification: { AttributeName: attributeName, Enabled: enabled } };
  }

  #updateBackups(table: string, given: unknown): object {
    const { PointInTimeRecoveryEnabled: enabled } = isRecord(given) ? given : {};
    if (typeof enabled !== "boolean")
      throw new AwsError("ValidationException", "PointInTimeRecoverySpecification needs PointInTimeRecoveryEnabled");
    this.#pointInTimeRecovery.set(table, enabled);
    return this.#describeBackups(table);
  }

  #describeBackups(table: string): object {
    const enabled = this.#pointInTimeRecovery.get(table) ?? false;
    return {
      ContinuousBackupsDescription: {
        ContinuousBackupsStatus: "ENABLED",
        PointInTimeRecoveryDescription: { PointInTimeRecoveryStatus: enabled ? "ENABLED" : "DISABLED" },
      },
    };
  }
}

function describeTimeToLive(timeToLive: TimeToLive | undefined): object {
  if (!timeToLive?.enabled) return { TimeToLiveStatus: "DISABLED" };
  return { TimeToLiveStatus: "ENABLED", AttributeName: timeToLive.attributeName };
}
