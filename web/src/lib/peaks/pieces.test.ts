import { expect, test, vi } from "vitest";
import { Pieces } from "./pieces";

function pieces(about: () => Promise<string>) {
  const onChange = vi.fn();
  const made = new Pieces<string, string>({
    about,
    load: (key) => Promise.resolve(`piece ${key}`),
    atOnce: 2,
    limit: 10,
    weigh: () => 1,
    onChange,
  });
  return { made, onChange };
}

test("what there is comes first, then the pieces that are wanted", async () => {
  const { made, onChange } = pieces(() => Promise.resolve("three pieces"));
  expect(made.info).toBeNull();
  expect(made.complete).toBe(false);
  await vi.waitFor(() => expect(made.complete).toBe(true));
  expect(made.info).toBe("three pieces");
  expect(onChange).toHaveBeenCalledTimes(1);
  made.want(["a"]);
  expect(made.complete).toBe(false);
  await vi.waitFor(() => expect(made.get("a")).toBe("piece a"));
  expect(made.complete).toBe(true);
});

test("it fails as long as nobody says what there is", async () => {
  const { made } = pieces(() => Promise.reject(new Error("away")));
  await vi.waitFor(() => expect(made.failing).toBe(true));
  expect(made.info).toBeNull();
  expect(made.complete).toBe(false);
  made.dispose();
});
