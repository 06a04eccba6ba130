import type { Membership } from "./slack.ts";

/** Direct messages are in no list of channels. */
const DIRECT_MESSAGE = /^D[A-Z0-9]{8,}$/;

/** With it an app need not be in a public channel to post there (Slack, "Scopes"). */
const PUBLIC_SCOPE = "chat:write.public";

/** Why Slack will refuse what is posted to these channels, and what to do; without those of which nothing is known. */
export function channelProblems(
  channels: readonly string[],
  membership: Membership,
): readonly (readonly [channel: string, problem: string])[] {
  return channels.flatMap((channel) => {
    const problem = problemOf(channel, membership);
    return problem === undefined ? [] : [[channel, problem] as const];
  });
}

function problemOf(channel: string, { scopes, channels, isComplete }: Membership): string | undefined {
  if (scopes.size > 0 && !scopes.has("chat:write")) return "the app may not post (give it the scope chat:write)";
  const found = channels.find(({ id, name }) => channel === id || channel === `#${name}`);
  if (found) return found.isArchived ? "it is archived (unarchive it, or name another one)" : undefined;
  if (!isComplete || scopes.has(PUBLIC_SCOPE) || DIRECT_MESSAGE.test(channel)) return undefined;
  return "it does not exist, or the app is not in it (create it and invite the app, or correct garden.yml)";
}
