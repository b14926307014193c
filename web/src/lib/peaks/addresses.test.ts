import { expect, test, vi } from "vitest";
import { Addresses } from "./addresses";

const expired = () =>
  new Response(JSON.stringify({ type: "https://earmark.example/problems/signature-expired" }), {
    status: 403,
  });

function answers(byUrl: (url: URL) => Response) {
  const asked: string[] = [];
  vi.stubGlobal("fetch", (url: string) => {
    asked.push(url);
    return Promise.resolve(byUrl(new URL(url)));
  });
  return asked;
}

const signal = new AbortController().signal;

test("an address that ended is renewed once for all who wait", async () => {
  answers((url) => (url.searchParams.get("s") === "new" ? new Response("good") : expired()));
  const renew = vi.fn(() => Promise.resolve({ peaks: "/p?s=new" }));
  const addresses = new Addresses({ peaks: "/p?s=old" }, renew);
  const got = await Promise.all([1, 2, 3].map((level) => addresses.fetch("peaks", { level }, signal)));
  expect(await Promise.all(got.map((response) => response.text()))).toEqual(["good", "good", "good"]);
  expect(renew).toHaveBeenCalledTimes(1);
});

test("an address that is refused after its renewal is refused", async () => {
  answers(expired);
  const renew = vi.fn(() => Promise.resolve({ peaks: "/p?s=new" }));
  const addresses = new Addresses({ peaks: "/p?s=old" }, renew);
  await expect(addresses.fetch("peaks", {}, signal)).rejects.toMatchObject({ slug: "signature-expired" });
  expect(renew).toHaveBeenCalledTimes(1);
});

test("parameters are added to the signature's", async () => {
  const asked = answers(() => new Response("good"));
  await new Addresses({ peaks: "/p?s=1" }).fetch("peaks", { level: 2 }, signal);
  expect(new URL(asked[0]!).search).toBe("?s=1&level=2");
});
