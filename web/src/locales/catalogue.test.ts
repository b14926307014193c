import { describe, expect, test } from "vitest";
import { catalogue as english } from "./en";
import { catalogue as chinese } from "./zh-CN";

type Texts = { [key: string]: string | Texts };

/** Names that stay what they are in every language. */
const NAMES = /\b(Earmark|Markdown|Hugging Face|Praat|Kaldi|Ctrl|Shift|Enter|Space|Esc)\b/g;

const PLURAL = /_(zero|one|two|few|many|other)$/;

function flat(texts: Texts, prefix = ""): Map<string, string> {
  const all = new Map<string, string>();
  for (const [key, value] of Object.entries(texts)) {
    const path = prefix ? `${prefix}.${key}` : key;
    if (typeof value === "string") all.set(path, value);
    else for (const [inner, text] of flat(value, path)) all.set(inner, text);
  }
  return all;
}

const fields = (text: string) => [...new Set(text.match(/\{\{[^}]+\}\}/g))].sort();
const tags = (text: string) => [...(text.match(/<\/?\w+>/g) ?? [])].sort();
const stems = (texts: Map<string, string>) =>
  [...new Set([...texts.keys()].map((key) => key.replace(PLURAL, "")))].sort();

describe("the catalogues of texts", () => {
  const [en, zh] = [flat(english), flat(chinese)];

  test("have the same keys in every language", () => {
    expect(stems(zh)).toEqual(stems(en));
  });

  test("have no empty text", () => {
    for (const [key, text] of [...en, ...zh]) expect(text.trim(), key).not.toBe("");
  });

  test("name the same fields and marks in every language", () => {
    for (const [key, text] of zh) {
      const stem = key.replace(PLURAL, "");
      const twin = en.get(key) ?? en.get(`${stem}_other`) ?? en.get(stem);
      expect(fields(text), key).toEqual(fields(twin ?? ""));
      expect(tags(text), key).toEqual(tags(twin ?? ""));
    }
  });

  test("have both plural forms in English and the one there is in Chinese", () => {
    for (const key of en.keys())
      if (key.endsWith("_one")) expect(en.has(key.replace(PLURAL, "_other")), key).toBe(true);
    for (const key of zh.keys()) expect(key.endsWith("_one"), key).toBe(false);
  });

  test("are really translated: Chinese texts have Chinese characters where English ones have words", () => {
    const same = [...zh].filter(
      ([key, text]) =>
        en.get(key) === text && /[a-z]{4,}/.test(text.replace(/\{\{[^}]+\}\}/g, "").replace(NAMES, "")),
    );
    expect(same.map(([key]) => key)).toEqual([]);
  });
});
