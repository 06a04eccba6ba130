import { hexadecimal, type Random } from "../../random.ts";

/** Plausible sizes of a small image in bytes; nothing depends on them. */
const CONFIG_BYTES = 1_469;
const LAYER_BYTES = 3_370_706;

/** An OCI image manifest that nobody has pushed yet: its configuration's digest is drawn, its blobs are not there. */
export function freshManifest(random: Random, annotations: Readonly<Record<string, string>>): string {
  return JSON.stringify({
    schemaVersion: 2,
    mediaType: "application/vnd.oci.image.manifest.v1+json",
    config: {
      mediaType: "application/vnd.oci.image.config.v1+json",
      digest: `sha256:${hexadecimal(random, 64)}`,
      size: CONFIG_BYTES,
    },
    layers: [
      {
        mediaType: "application/vnd.oci.image.layer.v1.tar+gzip",
        digest: `sha256:${hexadecimal(random, 64)}`,
        size: LAYER_BYTES,
      },
    ],
    annotations,
  });
}
