import { createRandom, type Random } from "../random.ts";

/** Makes the faults' chances differ from those of AWS's behaviour and of the turnstile under the same seed. */
const FAULTS_SEED = 0x2545f491;

/** The seed of faults that name none. */
export const seedOfFaults = (worldSeed: number): number => (worldSeed ^ FAULTS_SEED) >>> 0;

/** A chance of its own for each thing that can go wrong, so that one more fault leaves the others as they were. */
export function chanceOf(seed: number, name: string): Random {
  let hash = seed | 0;
  for (let index = 0; index < name.length; index++) hash = Math.imul(hash ^ name.charCodeAt(index), 0x01000193);
  return createRandom(hash);
}
