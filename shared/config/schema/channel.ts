import * as v from "valibot";
import { isNot } from "../problem.ts";

/**
 * A channel name or the id of a channel, private channel or direct message. Names: up to 80 characters of any script
 * without white space, capitals and punctuation other than - and _ (Slack help center, "Guidelines for channel names").
 */
const SLACK_CHANNEL = /^(#[^\s!-,./:-@A-Z[-^`{-~]{1,80}|[CGD][A-Z0-9]{8,})$/;

const REMEDY = 'write its name in quotes, as "#deploys" (without quotes # begins a comment), or its id, as C0123456789';

export const CHANNEL_IS_MISSING = `is missing; ${REMEDY}`;

/** A Slack channel: `#name` or an id. `description` is what editors show. */
export const slackChannel = (description: string) =>
  v.pipe(
    v.string(isNot("a Slack channel", REMEDY)),
    v.regex(SLACK_CHANNEL, isNot("a Slack channel", REMEDY)),
    v.description(description),
  );
