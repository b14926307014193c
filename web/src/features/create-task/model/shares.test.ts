import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { evenQuantities, inProportion, reviewerShares, sum, type Person } from "./shares";

const people = (...quantities: (number | null)[]): Person[] =>
  quantities.map((quantity, index) => ({ user: `u${index}`, quantity }));

describe("the annotators' quantities", () => {
  test("are shared evenly by those without a number, what does not divide going to the first of them", () => {
    expect(evenQuantities(people(70, null, null), 101)).toEqual([70, 16, 15]);
    expect(evenQuantities(people(null, 5, null), 5)).toEqual([0, 5, 0]);
    expect(evenQuantities(people(0, 3), 3)).toEqual([0, 3]);
  });

  test("are refused with what was given and what is needed", () => {
    expect(evenQuantities(people(70, 40), 100)).toEqual({ given: 110, needed: 100 });
    expect(evenQuantities(people(70, 20), 100)).toEqual({ given: 90, needed: 100 });
    expect(evenQuantities(people(101, null), 100)).toEqual({ given: 101, needed: 100 });
  });

  test("make up the dataset exactly wherever they are possible", () => {
    const some = fc.array(fc.option(fc.nat(40), { nil: null }), { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(some, fc.nat(200), (quantities, total) => {
        const found = evenQuantities(people(...quantities), total);
        if (Array.isArray(found)) expect(sum(found)).toBe(total);
      }),
    );
  });
});

describe("the auditors' shares", () => {
  test("are equal where nobody has a number", () => {
    expect(reviewerShares(people(null, null, null), 2)).toEqual([1, 1, 1]);
  });

  test("are what the numbers leave of the records, else their mean", () => {
    expect(reviewerShares(people(60, null, null), 101)).toEqual([60, 21, 20]);
    expect(reviewerShares(people(60, 45, null), 100)).toEqual([60, 45, 52]);
    expect(reviewerShares(people(3, 4, null), 2)).toEqual([3, 4, 4]);
    expect(reviewerShares(people(2, 1), 100)).toEqual([2, 1]);
  });

  test("come to whole records by largest remainder, the first before the others", () => {
    expect(inProportion([1, 1, 1], 10)).toEqual([4, 3, 3]);
    expect(inProportion([2, 1], 10)).toEqual([7, 3]);
    expect(inProportion([0, 0], 3)).toEqual([2, 1]);
    fc.assert(
      fc.property(fc.array(fc.nat(100), { minLength: 1, maxLength: 8 }), fc.nat(500), (shares, total) => {
        expect(sum(inProportion(shares, total))).toBe(total);
      }),
    );
  });
});
