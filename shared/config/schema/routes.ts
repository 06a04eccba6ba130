import * as v from "valibot";
import { isNot } from "../problem.ts";
import { CHANNEL_IS_MISSING, slackChannel } from "./channel.ts";

/** Each notice is compared with them one after the other; whoever needs more wants fewer patterns, or teams. */
const ROUTES_MAX = 100;

const SERVICE_PATTERN = /^[A-Za-z0-9_*-]{1,255}\/[A-Za-z0-9_*-]{1,255}$/;

const PATTERN_REMEDY = 'write cluster/service in quotes, as "shop/api" or "shop/*": * stands for any characters';

const LIST_REMEDY = 'write a list, as ["shop/*"]';

const services = v.pipe(
  v.array(
    v.pipe(
      v.string(isNot("a pattern of services", PATTERN_REMEDY)),
      v.regex(SERVICE_PATTERN, isNot("a pattern of services", PATTERN_REMEDY)),
    ),
    isNot("a list of services", LIST_REMEDY),
  ),
  v.minLength(1, `is empty; ${LIST_REMEDY}, or leave services out`),
  v.description("Services that it concerns, by cluster/service; * stands for any characters"),
);

/** Values of tags have up to 256 characters (Amazon ECS developer guide, "Tag restrictions"). */
const TAG_VALUE = /^.{1,256}$/;

const TEAM_REMEDY = "write the value of the ECS service tag gardener:team, up to 256 characters, numbers in quotes";

const team = v.pipe(
  v.string(isNot("a team", TEAM_REMEDY)),
  v.regex(TAG_VALUE, isNot("a team", TEAM_REMEDY)),
  v.description("The value of the tag gardener:team of its ECS service"),
);

const severity = v.pipe(
  v.picklist(["critical", "warning", "info"], isNot("a severity", "write critical, warning or info")),
  v.description("How bad it is, exactly"),
);

const route = v.pipe(
  v.strictObject(
    {
      services: v.exactOptional(services),
      team: v.exactOptional(team),
      severity: v.exactOptional(severity),
      channel: slackChannel('The Slack channel that reads it: "#name" or an id'),
    },
    ({ input }) =>
      input === undefined
        ? CHANNEL_IS_MISSING
        : isNot("a mapping", "write channel, and one or more of services, team and severity")({ input }),
  ),
  v.minEntries(2, "has no condition; write one or more of services, team and severity, or only notify.slack.channel"),
);

/** `notify.routes`: the first whose conditions all hold counts. */
export const routes = v.pipe(
  v.array(route, isNot("a list of routes", 'begin each route with -, as - { team: payments, channel: "#payments" }')),
  v.maxLength(ROUTES_MAX, `are too many; write at most ${ROUTES_MAX}`),
);
