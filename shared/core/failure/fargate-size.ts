import type { TaskSize } from "../model.ts";

interface Step {
  readonly cpu: number;
  readonly memoryMin: number;
  readonly memoryMax: number;
  readonly by: number;
}

/** What Fargate takes (Amazon ECS API, RegisterTaskDefinition, cpu). At 256 units it is 512, 1024 and 2048 MiB. */
const STEPS: readonly Step[] = [
  { cpu: 256, memoryMin: 512, memoryMax: 2_048, by: 1_024 },
  { cpu: 512, memoryMin: 1_024, memoryMax: 4_096, by: 1_024 },
  { cpu: 1_024, memoryMin: 2_048, memoryMax: 8_192, by: 1_024 },
  { cpu: 2_048, memoryMin: 4_096, memoryMax: 16_384, by: 1_024 },
  { cpu: 4_096, memoryMin: 8_192, memoryMax: 30_720, by: 1_024 },
  { cpu: 8_192, memoryMin: 16_384, memoryMax: 61_440, by: 4_096 },
  { cpu: 16_384, memoryMin: 32_768, memoryMax: 122_880, by: 8_192 },
];

/** The next size with more memory, with more CPU only where this one has all that its CPU allows; none above the largest. */
export function roomierSize({ cpu, memory }: TaskSize): TaskSize | undefined {
  for (const step of STEPS) {
    if (step.cpu < cpu) continue;
    const next = Math.max(step.memoryMin, (Math.floor(memory / step.by) + 1) * step.by);
    if (next <= step.memoryMax) return { cpu: step.cpu, memory: next };
  }
  return undefined;
}
