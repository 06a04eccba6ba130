import type { Attachment } from "@aws-sdk/client-ecs";
import type { AwsRegion } from "../../../region.ts";
import { hexadecimal, uuid } from "../../../random.ts";

const ENI_ID_LENGTH = 17;

/** The elastic network interface of an awsvpc task, before it is attached. */
export const newAttachment = (aws: AwsRegion, subnetId: string): Attachment => ({
  id: uuid(aws.world.random),
  type: "ElasticNetworkInterface",
  status: "PRECREATED",
  details: [{ name: "subnetId", value: subnetId }],
});

/** The same, attached: with its address. */
export function attached(aws: AwsRegion, attachment: Attachment): Attachment {
  const { random } = aws.world;
  const pairs = hexadecimal(random, 10).match(/../g) ?? [];
  const [third, fourth] = [Math.floor(random() * 256), 4 + Math.floor(random() * 250)];
  return {
    ...attachment,
    status: "ATTACHED",
    details: [
      ...(attachment.details ?? []),
      { name: "networkInterfaceId", value: `eni-${hexadecimal(random, ENI_ID_LENGTH)}` },
      { name: "macAddress", value: ["0e", ...pairs].join(":") },
      { name: "privateDnsName", value: `ip-10-0-${third}-${fourth}.ec2.internal` },
      { name: "privateIPv4Address", value: `10.0.${third}.${fourth}` },
    ],
  };
}

/** The type as task events spell it; DescribeTasks says `ElasticNetworkInterface` (developer guide, ecs_task_events). */
export const forEvent = (attachment: Attachment): Attachment =>
  attachment.type === "ElasticNetworkInterface" ? { ...attachment, type: "eni" } : attachment;
