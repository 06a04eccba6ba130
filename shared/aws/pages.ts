/** Cuts a list into pieces of at most `size`, in order: AWS limits how many things one call may name. */
export function chunksOf<T>(size: number, items: readonly T[]): readonly T[][] {
  const chunks: T[][] = [];
  for (let start = 0; start < items.length; start += size) chunks.push(items.slice(start, start + size));
  return chunks;
}
