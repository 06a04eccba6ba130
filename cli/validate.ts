import { resolve } from "node:path";
import { ECRClient } from "@aws-sdk/client-ecr";
import { ECSClient } from "@aws-sdk/client-ecs";
import { createEcr } from "../shared/aws/ecr.ts";
import { createEcs } from "../shared/aws/ecs.ts";
import { type Garden, servicePolicy } from "../shared/config/garden.ts";
import { formatProblems } from "../shared/config/problem.ts";
import { readGarden } from "../shared/config/yaml.ts";
import { followedImages, tagName } from "../shared/core/images/follow.ts";
import type { Session } from "./session.ts";
import { readTextFile } from "./terminal/read-text-file.ts";
import { Refused, verb } from "./verb.ts";

const FILE_DEFAULT = "garden.yml";

/** Checks a garden file: all that is wrong with it, and with access to AWS what it names and is not there. */
export const validate = verb({
  name: "validate",
  declare: (command) =>
    command
      .description("checks a garden file and prints everything that is wrong, with its place")
      .argument("[file]", "the garden file", FILE_DEFAULT)
      .option("--against-aws", "also warn of services, repositories and tags that do not exist"),
  run: async (session, command) => {
    const [file = FILE_DEFAULT] = command.args;
    const { againstAws } = command.opts<{ readonly againstAws?: true }>();
    const read = readGarden(await readTextFile(resolve(session.world.directory, file), file, "name the garden file"));
    if (read.problems) throw new Refused(formatProblems(file, read.problems), { file, problems: read.problems });
    const warnings = againstAws ? await whatIsMissing(session, read.garden) : [];
    const count = Object.keys(read.garden.services).length;
    return {
      text: [
        ...warnings.map((warning) => `warning: ${warning}`),
        `${file} is valid: ${count === 1 ? "1 service" : `${count} services`}.`,
      ],
      json: { file, problems: [], warnings },
    };
  },
});

/** What does not exist yet is no mistake: the garden looks after it as soon as it does. */
async function whatIsMissing(session: Session, garden: Garden): Promise<readonly string[]> {
  const options = await session.clientOptions();
  const ecs = createEcs(session.world.connect(new ECSClient(options)));
  const ecr = createEcr(session.world.connect(new ECRClient(options)));
  const names = Object.keys(garden.services);
  const described = await ecs.describeServices(names);
  const warnings: string[] = [];
  for (const name of names) {
    const service = described.get(name);
    const { follow } = servicePolicy(garden, name);
    if (service?.status !== "ACTIVE") {
      warnings.push(`services.${name}: there is no such service in ${options.region}`);
      continue;
    }
    if (follow === undefined || !service.taskDefinition) continue;
    const taskDefinition = await ecs.describeTaskDefinition(service.taskDefinition);
    const registry = { account: service.arn.split(":")[4] ?? "", region: options.region };
    const followed = followedImages(taskDefinition, follow, registry, []);
    if (followed.length === 0)
      warnings.push(`services.${name}.image.follow: no container names the tag ${follow} in this account's registry`);
    for (const image of followed) {
      const { tagged } = await ecr.readImages(image.repository, [image.tag], []);
      if (!tagged[image.tag]) warnings.push(`services.${name}.image.follow: ECR has no ${tagName(image)}`);
    }
  }
  return warnings;
}
