/** Somebody named for a task, with a number or without one. */
export interface Person {
  user: string;
  quantity: number | null;
}

/** The numbers do not make up what there is: `given` is their sum, `needed` what there is. */
export interface DoNotAddUp {
  given: number;
  needed: number;
}

/**
 * How many records each annotator gets, as `contracts/allocation.py` does it: who has no number shares the rest
 * evenly, what does not divide goes to the first of them.
 */
export function evenQuantities(people: readonly Person[], total: number): number[] | DoNotAddUp {
  const given = sum(people.map(({ quantity }) => quantity ?? 0));
  const open = people.filter(({ quantity }) => quantity === null).length;
  const rest = total - given;
  if (rest < 0 || (rest > 0 && open === 0)) return { given, needed: total };
  const each = open ? Math.floor(rest / open) : 0;
  let more = open ? rest % open : 0;
  return people.map(({ quantity }) => quantity ?? each + (more-- > 0 ? 1 : 0));
}

/** Each reviewer's share, as task-service does it; shares are relative to each other and need not add up. */
export function reviewerShares(people: readonly Person[], total: number): number[] {
  const numbers = people.map(({ quantity }) => quantity).filter((quantity) => quantity !== null);
  if (numbers.length === 0) return people.map(() => 1);
  const without = people.length - numbers.length;
  if (without > 0 && total - sum(numbers) >= without) {
    const even = evenQuantities(people, total);
    if (Array.isArray(even)) return even;
  }
  const mean = Math.max(1, roundHalfEven(sum(numbers) / numbers.length));
  return people.map(({ quantity }) => quantity ?? mean);
}

/** How many of `total` records each share comes to, by largest remainder; equal remainders favour the first. */
export function inProportion(shares: readonly number[], total: number): number[] {
  const weights = sum(shares) > 0 ? shares : shares.map(() => 1);
  const whole = sum(weights);
  const quantities = weights.map((weight) => Math.floor((total * weight) / whole));
  const byRemainder = weights
    .map((weight, index) => ({ index, remainder: (total * weight) % whole }))
    .sort((a, b) => b.remainder - a.remainder || a.index - b.index);
  for (const { index } of byRemainder.slice(0, total - sum(quantities))) quantities[index]! += 1;
  return quantities;
}

export function sum(numbers: readonly number[]): number {
  return numbers.reduce((all, one) => all + one, 0);
}

/** As Python rounds, which is what the service does. */
function roundHalfEven(number: number): number {
  const below = Math.floor(number);
  if (number - below !== 0.5) return Math.round(number);
  return below % 2 === 0 ? below : below + 1;
}
