import type { AwsRegion } from "../../../region.ts";
import { CUT_REASONS } from "../../../troubles/configuration.ts";
import type { TaskRecord } from "../model.ts";
import { placeOf } from "../troubles/place.ts";

/** The agent keeps so much of a reason (aws/amazon-ecs-agent, agent/api). */
const REASON_CHARACTERS_MAX = 1_024;

/** Fargate long kept so much: reasons quoted in public issues until about 2023 end there, with dots. */
const OLDER_REASON_CHARACTERS_MAX = 255;

const DOTS = "...";

/** A task's reason, as long as ECS lets it be. */
export function cutReason(aws: AwsRegion, task: TaskRecord, reason: string): string {
  const max = aws.troubles.find(placeOf(task), (trouble) =>
    trouble === CUT_REASONS && reason.length > OLDER_REASON_CHARACTERS_MAX ? OLDER_REASON_CHARACTERS_MAX : undefined,
  );
  return cut(reason, max ?? REASON_CHARACTERS_MAX);
}

const cut = (text: string, max: number): string =>
  text.length <= max ? text : `${text.slice(0, max - DOTS.length)}${DOTS}`;
