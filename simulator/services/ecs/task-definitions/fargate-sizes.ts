/** Sizes that Fargate runs (API reference, TaskDefinition `cpu`): CPU units to memory in MiB. */
const GIB = 1024;

const steps = (first: number, last: number, step: number): number[] =>
  Array.from({ length: (last - first) / step + 1 }, (_, index) => (first + index * step) * GIB);

const MEMORY_BY_CPU: ReadonlyMap<number, readonly number[]> = new Map([
  [256, [512, 1 * GIB, 2 * GIB]],
  [512, steps(1, 4, 1)],
  [1024, steps(2, 8, 1)],
  [2048, steps(4, 16, 1)],
  [4096, steps(8, 30, 1)],
  [8192, steps(16, 60, 4)],
  [16384, steps(32, 120, 8)],
]);

/** Both as task definitions write them: units and MiB, or `1 vCPU` and `2 GB`. */
export const isFargateSize = (cpu: string, memory: string): boolean =>
  MEMORY_BY_CPU.get(cpuUnits(cpu))?.includes(memoryMebibytes(memory)) ?? false;

export const cpuUnits = (cpu: string): number => amount(cpu, /^(\d*\.?\d+)\s*vcpu$/i, 1024);

export const memoryMebibytes = (memory: string): number => amount(memory, /^(\d*\.?\d+)\s*gb$/i, GIB);

/** NaN for what is no amount. */
function amount(text: string, withUnit: RegExp, factor: number): number {
  const match = withUnit.exec(text.trim());
  return match ? Number(match[1]) * factor : Number(text);
}
