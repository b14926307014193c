import fc from "fast-check";
import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { Sha256 } from "./sha256";

test("what comes in pieces has the digest of the whole", () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 200 }), { maxLength: 8 }), (pieces) => {
      const hash = new Sha256();
      for (const piece of pieces) hash.add(piece);
      expect(hash.hex()).toBe(createHash("sha256").update(Buffer.concat(pieces)).digest("hex"));
    }),
  );
});

test("every length around a block's end is padded right", () => {
  for (let length = 50; length < 140; length++) {
    const bytes = new Uint8Array(length).fill(length);
    expect(new Sha256().add(bytes).hex()).toBe(createHash("sha256").update(bytes).digest("hex"));
  }
});
