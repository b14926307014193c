import { expect, test } from "vitest";
import { kindOf, likelyManifest, likelyName, sortFiles, type LocalFile } from "./files";
import { previewManifest } from "./manifest";

const local = (path: string, content = ""): LocalFile => ({ path, file: new File([content], "any") });

test("files are told apart by their names, as an import does", () => {
  expect(kindOf("a/b.WAV")).toBe("audio");
  expect(kindOf("a/b.opus")).toBe("audio");
  expect(kindOf("set.tar.gz")).toBe("archive");
  expect(kindOf("metadata.csv")).toBe("manifest");
  expect(kindOf("notes.docx")).toBe("other");
  expect(kindOf("a/.DS_Store")).toBe("litter");
  expect(kindOf("__MACOSX/b.wav")).toBe("litter");
});

test("files come in the order of their paths, each path once, without what file managers leave", () => {
  const sorted = sortFiles([local("b.wav"), local("a.wav"), local("b.wav", "new"), local(".hidden")]);
  expect(sorted.audio.map(({ path, file }) => [path, file.size])).toEqual([
    ["a.wav", 0],
    ["b.wav", 3],
  ]);
  expect(sorted.others).toEqual([]);
});

test("the manifest is found by its name, then by how near the top it is", () => {
  const paths = ["x/manifest.jsonl", "a.csv", "metadata.csv", "manifest.csv"].map((path) => local(path));
  expect(likelyManifest(paths)?.path).toBe("manifest.csv");
  expect(likelyManifest(paths.slice(0, 3))?.path).toBe("x/manifest.jsonl");
  expect(likelyManifest(paths.slice(1, 3))?.path).toBe("metadata.csv");
  expect(likelyManifest([])).toBeUndefined();
});

test("a dataset is called like the folder or archive that holds all of it", () => {
  expect(likelyName([local("birds/a.wav"), local("birds/b/c.wav")])).toBe("birds");
  expect(likelyName([local("birds.tar.gz")])).toBe("birds");
  expect(likelyName([local("a.wav"), local("b.wav")])).toBe("");
});

test("the first lines of a JSON Lines manifest become a table, names first", () => {
  const text = '{"caption": "a dog", "audio_name": "a.wav"}\n{"audio_name": "b.wav", "n": 3}\n{"audio_na';
  expect(previewManifest("m.jsonl", text, false)).toEqual({
    columns: ["audio_name", "caption", "n"],
    rows: [
      ["a.wav", "a dog", ""],
      ["b.wav", "", "3"],
    ],
    fault: null,
  });
});

test("a CSV manifest is read with its own delimiter and quotes", () => {
  const text = '\uFEFFaudio_name;caption\r\na.wav;"one; ""two"""\r\n';
  expect(previewManifest("m.csv", text, true)).toEqual({
    columns: ["audio_name", "caption"],
    rows: [["a.wav", 'one; "two"']],
    fault: null,
  });
});

test("what would not work as a manifest is told before it is uploaded", () => {
  expect(previewManifest("m.csv", "file_name,text\na.wav,x\n", true).fault).toBe("no-audio-name");
  expect(previewManifest("m.jsonl", "audio_name\na.wav\n", true).fault).toBe("not-json");
  expect(previewManifest("m.jsonl", '{"file": "a.wav"}\n', true).fault).toBe("no-audio-name");
  expect(previewManifest("m.jsonl", "\n \n", true).fault).toBe("empty");
});
