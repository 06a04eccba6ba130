import type { WireResponse } from "../aws.ts";
import type { Simulator } from "../simulator.ts";
import { jsonResponse } from "./body.ts";

/** What was published to SNS topics, in that order. */
export const showTopics = ({ regions }: Simulator): WireResponse =>
  jsonResponse(
    200,
    regions.flatMap(({ sns }) => sns.published),
  );
