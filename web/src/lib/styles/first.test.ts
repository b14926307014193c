// @vitest-environment node
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { first } from "@/locales/en/first";

const SRC = path.resolve(import.meta.dirname, "../..");
const CORE = path.resolve(SRC, "../node_modules/@mantine/core");
const read = (file: string) => readFileSync(file, "utf8");

/** What is there before any other page is asked for. */
const FIRST = [
  "app/main.tsx",
  "features/my-work/MyWorkPage.tsx",
  "features/sign-in/SignInPage.tsx",
  "features/sign-in/CallbackPage.tsx",
  "features/sign-in/SilentPage.tsx",
  "features/spaces/SpacesPage.tsx",
];

function resolve(from: string, name: string): string | undefined {
  const base = name.startsWith("@/")
    ? path.join(SRC, name.slice(2))
    : name.startsWith(".") && path.resolve(path.dirname(from), name);
  if (!base) return undefined;
  return [base, `${base}.ts`, `${base}.tsx`, `${base}/index.ts`].find(
    (file) => existsSync(file) && statSync(file).isFile(),
  );
}

/** Every module of ours that `roots` import, with `lazily` also those imported on demand. */
function modules(roots: string[], lazily = false): string[] {
  const seen = new Set<string>();
  const left = roots.map((root) => path.join(SRC, root));
  for (let file = left.pop(); file; file = left.pop()) {
    if (seen.has(file) || !/\.tsx?$/.test(file)) continue;
    seen.add(file);
    const source = read(file);
    const names = [...source.matchAll(/^(?:import|export)\s(?!type\b)[^"']*?"([^"]+)"/gm)];
    if (lazily) names.push(...source.matchAll(/import\("([^"]+)"\)/g));
    for (const [, name] of names) {
      const found = resolve(file, name!);
      if (found) left.push(found);
    }
  }
  return [...seen];
}

const sheets = new Map(
  readdirSync(`${CORE}/styles`)
    .filter((name) => name.endsWith(".layer.css"))
    .map((name) => [name, read(`${CORE}/styles/${name}`)]),
);

/** Name of a component of Mantine to its module. */
const components = new Map(
  readdirSync(`${CORE}/esm`, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".mjs"))
    .map((name) => [path.basename(name, ".mjs"), `${CORE}/esm/${name}`]),
);

/** The style sheets that the components used by modules of ours, and all that these are made of, have classes of. */
function stylesOf(files: string[]): Set<string> {
  const used = files.flatMap((file) =>
    [...read(file).matchAll(/import \{([^}]*)\} from "@mantine\/core"/g)].flatMap(([, names]) =>
      names!.split(",").map((name) => name.trim().split(" as ")[0]!),
    ),
  );
  const found = new Set<string>();
  const seen = new Set<string>();
  const left = used.flatMap((name) => components.get(name) ?? []);
  for (let file = left.pop(); file; file = left.pop()) {
    if (seen.has(file)) continue;
    seen.add(file);
    const source = read(file);
    if (file.endsWith(".module.mjs"))
      for (const [, name] of source.matchAll(/"(m_[0-9a-f]+)"/g))
        for (const [sheet, text] of sheets) if (text.includes(`.${name}`)) found.add(sheet);
    for (const [, name] of source.matchAll(/from "(\.[^"]+)"/g)) {
      const next = path.resolve(path.dirname(file), name!);
      if (existsSync(next)) left.push(next);
    }
  }
  return found;
}

const imported = (file: string) =>
  [...read(path.join(SRC, file)).matchAll(/@mantine\/core\/styles\/([\w.-]+)"/g)].map(([, sheet]) => sheet!);

describe("what the first pages come with", () => {
  const firstModules = modules(FIRST);
  const all = modules(["app/main.tsx"], true);
  const firstSheets = imported("lib/styles/first.css");
  const sheetsOfAll = [...firstSheets, ...imported("lib/styles/more.css")];

  test("are the styles of every component on them", () => {
    expect([...stylesOf(firstModules)].filter((sheet) => !firstSheets.includes(sheet))).toEqual([]);
  });

  test("are the texts on them", () => {
    const namespaces = firstModules.flatMap((file) =>
      [...read(file).matchAll(/(?:useTranslation\(\[?|ns: )"(\w+)"/g)].map(([, namespace]) => namespace!),
    );
    expect(namespaces).toContain("work");
    expect(namespaces.filter((namespace) => !(namespace in first))).toEqual([]);
  });

  test("leaves nothing unstyled on the other pages", () => {
    expect(all.length).toBeGreaterThan(200);
    expect([...stylesOf(all)].filter((sheet) => !sheetsOfAll.includes(sheet))).toEqual([]);
  });
});
