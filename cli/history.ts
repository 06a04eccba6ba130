import { InvalidArgumentError } from "commander";
import type { RecordEntry } from "../shared/core/model.ts";
import { isoTime } from "../shared/core/text.ts";
import { findService } from "./garden/find-service.ts";
import { verb } from "./verb.ts";

/** What fits on a screen or two. */
const ENTRIES_DEFAULT = "20";

/** What happened to a service, and why, the newest first. */
export const history = verb({
  name: "history",
  declare: (command) =>
    command
      .description("shows what happened to a service, and why, the newest first")
      .argument("<service>", "cluster/service, as shop/api")
      .option("--limit <n>", "so many entries at most", wholeNumber, ENTRIES_DEFAULT),
  run: async (session, command) => {
    const [name] = command.args;
    const { limit } = command.opts<{ readonly limit: string }>();
    const gardener = await session.gardener();
    const { service } = await findService(gardener, name);
    const entries = (await gardener.services.record(service)).toReversed().slice(0, Number(limit));
    return {
      text: entries.length > 0 ? entries.flatMap(inWords) : [`Nothing has happened to ${service} yet.`],
      json: { service, entries: entries.map((entry) => ({ ...entry, at: isoTime(entry.at) })) },
    };
  },
});

const inWords = ({ at, facts, reasons }: RecordEntry): readonly string[] => [
  `${isoTime(at)}  ${facts.map(({ kind }) => kind).join(", ") || "-"}`,
  ...reasons.map((reason) => `  ${reason}`),
];

function wholeNumber(text: string): string {
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new InvalidArgumentError("write a whole number from 1");
  return text;
}
