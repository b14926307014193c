import { ProblemAlert } from "@/components/ProblemAlert";
import { faultAt, restOf } from "@/lib/api/faults";
import { isProblem } from "@/lib/api/problems";
import { Button, Group, Stack, TextInput } from "@mantine/core";
import { useState, type FormEvent } from "react";
import { useTranslation } from "react-i18next";
import { NameInput } from "./NameInput";
import { useImport } from "./useImport";

/** A folder of the server, or a bucket that it may read. */
export function ServerSource({ kind }: { kind: "folder" | "bucket" }) {
  const { t } = useTranslation("datasets");
  const [place, setPlace] = useState("");
  const [manifest, setManifest] = useState("");
  const [typed, setTyped] = useState<string | null>(null);
  const begin = useImport();
  const name = typed ?? place.trim().replace(/\/+$/, "").split("/").at(-1) ?? "";
  const pointer = kind === "folder" ? "/source/path" : "/source/url";
  const outside = isProblem(begin.error, "outside-import-roots");

  function submit(event: FormEvent) {
    event.preventDefault();
    if (!place.trim() || !name.trim()) return;
    begin.mutate({
      name: name.trim(),
      source: kind === "folder" ? { kind, path: place.trim() } : { kind, url: place.trim() },
      manifest: manifest.trim() || null,
    });
  }

  return (
    <form onSubmit={submit} noValidate>
      <Stack maw={760}>
        <TextInput
          label={t(`server.${kind}.label`)}
          description={t(`server.${kind}.text`)}
          placeholder={kind === "folder" ? "/data/recordings" : "s3://bucket/recordings"}
          required
          spellCheck={false}
          value={place}
          onChange={(event) => setPlace(event.currentTarget.value)}
          error={outside ? t("server.outside") : faultAt(begin.error, pointer)}
        />
        <TextInput
          label={t("manifest.label")}
          description={t("manifest.pathText")}
          placeholder="manifest.jsonl"
          spellCheck={false}
          value={manifest}
          onChange={(event) => setManifest(event.currentTarget.value)}
          error={faultAt(begin.error, "/manifest")}
        />
        <NameInput value={name} onChange={setTyped} error={begin.error} />
        {!outside && <ProblemAlert error={restOf(begin.error, pointer, "/manifest", "/name")} />}
        <Group>
          <Button type="submit" loading={begin.isPending} disabled={!place.trim() || !name.trim()}>
            {t("import.go")}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
