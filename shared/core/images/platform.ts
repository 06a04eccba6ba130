import type { Platform } from "../model.ts";

/**
 * Whether an image can run where its tasks run. No platforms known counts as fitting: a registry need not say, and
 * ECS finds out.
 */
export function fitsPlatform(platforms: readonly Platform[], wanted: Platform): boolean {
  return (
    platforms.length === 0 || platforms.some((one) => one.os === wanted.os && one.architecture === wanted.architecture)
  );
}

/** `linux/arm64` */
export const platformName = (platform: Platform): string => `${platform.os}/${platform.architecture}`;

/**
 * The image platform of a task definition's `runtimePlatform` (Amazon ECS API, RuntimePlatform): `LINUX` or one of the
 * `WINDOWS_…` families, on `X86_64` or `ARM64`.
 */
export function taskPlatform(runtimePlatform: {
  readonly cpuArchitecture?: string | undefined;
  readonly operatingSystemFamily?: string | undefined;
}): Platform {
  return {
    os: runtimePlatform.operatingSystemFamily?.startsWith("WINDOWS") ? "windows" : "linux",
    architecture: runtimePlatform.cpuArchitecture === "ARM64" ? "arm64" : "amd64",
  };
}
