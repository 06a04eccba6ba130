import { createHash } from "node:crypto";
import { readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";

interface Template {
  Parameters: Record<string, unknown>;
  Resources: Record<string, Resource>;
  Outputs?: Record<string, unknown>;
}

interface Resource {
  Type: string;
  DependsOn?: string[];
  Properties: Record<string, unknown>;
}

/** Enough of a zip's SHA-256 to tell two builds apart. */
const CONTENT_HASH_LENGTH = 16;

/**
 * Turns what osls wrote into `.serverless/template.json`, which needs nothing but `aws cloudformation deploy`: the zips
 * come from a bucket named by parameter, under keys made of their content, and the template brings no bucket of its own.
 */
export function finishTemplate(directory: string): void {
  const compiled = join(directory, "cloudformation-template-update-stack.json");
  const template = JSON.parse(readFileSync(compiled, "utf8")) as Template;
  template.Parameters = {
    ArtifactBucket: { Type: "String", Description: "S3 bucket that holds the functions' zips." },
    ...template.Parameters,
  };
  for (const name of ["ServerlessDeploymentBucket", "ServerlessDeploymentBucketPolicy"])
    delete template.Resources[name];
  delete template.Outputs;

  for (const resource of Object.values(template.Resources)) {
    if (resource.Type !== "AWS::Lambda::Function") continue;
    const { S3Key } = resource.Properties["Code"] as { S3Key: string };
    const zip = basename(S3Key);
    const hash = createHash("sha256")
      .update(readFileSync(join(directory, zip)))
      .digest("hex");
    const key = zip.replace(/\.zip$/, `-${hash.slice(0, CONTENT_HASH_LENGTH)}.zip`);
    renameSync(join(directory, zip), join(directory, key));
    resource.Properties["Code"] = { S3Bucket: { Ref: "ArtifactBucket" }, S3Key: key };
    // References order the rest by themselves, and cfn-lint calls a needless DependsOn a mistake.
    resource.DependsOn = (resource.DependsOn ?? []).filter((name) => name.endsWith("LogGroup"));
  }

  writeFileSync(join(directory, "template.json"), `${JSON.stringify(template, null, 2)}\n`);
  for (const leftover of [
    "cloudformation-template-create-stack.json",
    "cloudformation-template-update-stack.json",
    "serverless-state.json",
  ])
    rmSync(join(directory, leftover), { force: true });
}
