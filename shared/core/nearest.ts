/** A word with this many wrong characters is another word, not a slip of the finger. */
const SLIPS_MAX = 2;

/** The known word that was probably meant, if one is near: at most two slips, and fewer than half of the word. */
export function nearest(word: string, known: readonly string[]): string | undefined {
  const candidates = known
    .map((candidate) => ({ candidate, slips: slips(word.toLowerCase(), candidate.toLowerCase()) }))
    .filter(({ candidate, slips: count }) => count <= SLIPS_MAX && count * 2 < candidate.length)
    .sort((a, b) => a.slips - b.slips);
  return candidates[0]?.candidate;
}

/** Levenshtein distance: characters to insert, delete or replace. */
function slips(from: string, to: string): number {
  let previous = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (let row = 0; row < from.length; row++) {
    const current = [row + 1];
    for (let column = 0; column < to.length; column++) {
      const replaced = (previous[column] ?? 0) + (from[row] === to[column] ? 0 : 1);
      current.push(Math.min(replaced, (previous[column + 1] ?? 0) + 1, (current[column] ?? 0) + 1));
    }
    previous = current;
  }
  return previous[to.length] ?? 0;
}
