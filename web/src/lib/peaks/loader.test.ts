import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { Problem } from "@/lib/api/problems";
import { Loader } from "./loader";

function loading(limit = 100) {
  const asked: string[] = [];
  const dropped: string[] = [];
  const open = new Map<string, { give: (value: string) => void; fail: (error: unknown) => void }>();
  const loader = new Loader<string>({
    load: (key, signal) => {
      asked.push(key);
      return new Promise((give, fail) => {
        open.set(key, { give, fail });
        signal.addEventListener("abort", () => fail(new DOMException("stopped", "AbortError")));
      });
    },
    atOnce: 2,
    limit,
    weigh: () => 1,
    drop: (value) => dropped.push(value),
    onChange: () => undefined,
  });
  const answer = async (key: string) => {
    open.get(key)!.give(key);
    await vi.advanceTimersByTimeAsync(0);
  };
  const refuse = async (key: string, error: unknown) => {
    open.get(key)!.fail(error);
    await vi.advanceTimersByTimeAsync(0);
  };
  return { loader, asked, dropped, answer, refuse };
}

describe("a loader of pieces", () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  test("asks for the most urgent first, a few at a time, and each once", async () => {
    const { loader, asked, answer } = loading();
    loader.want(["a", "b", "c"]);
    expect(asked).toEqual(["a", "b"]);
    await answer("b");
    expect(asked).toEqual(["a", "b", "c"]);
    loader.want(["a", "b", "c"]);
    expect(asked).toHaveLength(3);
    expect(loader.complete).toBe(false);
    await answer("a");
    await answer("c");
    expect(loader.complete).toBe(true);
  });

  test("breaks off what nobody wants any more", () => {
    const { loader, asked } = loading();
    loader.want(["a", "b"]);
    loader.want(["c"]);
    expect(asked).toEqual(["a", "b", "c"]);
    loader.want(["d", "e"]);
    expect(asked).toEqual(["a", "b", "c", "d", "e"]);
  });

  test("keeps what was used last within its limit, and never lets go of what is wanted", async () => {
    const { loader, dropped, answer } = loading(2);
    for (const key of ["a", "b"]) {
      loader.want([key]);
      await answer(key);
    }
    expect(loader.get("a")).toBe("a");
    loader.want(["c"]);
    await answer("c");
    expect(dropped).toEqual(["b"]);
    loader.want(["a", "c", "d"]);
    await answer("d");
    expect(dropped).toEqual(["b"]);
    expect(loader.complete).toBe(true);
  });

  test("tries again ever more rarely, and hardly what was refused for good", async () => {
    const { loader, asked, refuse } = loading();
    loader.want(["a"]);
    await refuse("a", new TypeError("network"));
    expect(loader.failing).toBe(true);
    await vi.advanceTimersByTimeAsync(999);
    expect(asked).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(1);
    expect(asked).toHaveLength(2);
    await refuse("a", new Problem(404, {}));
    await vi.advanceTimersByTimeAsync(29_000);
    expect(asked).toHaveLength(2);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(asked).toHaveLength(3);
  });

  test("lets go of everything when it is disposed", async () => {
    const { loader, asked, dropped, answer } = loading();
    loader.want(["a"]);
    await answer("a");
    loader.dispose();
    expect(dropped).toEqual(["a"]);
    loader.want(["b"]);
    expect(asked).toEqual(["a"]);
  });
});
