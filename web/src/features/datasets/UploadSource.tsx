import { ProblemAlert } from "@/components/ProblemAlert";
import { faultAt, restOf } from "@/lib/api/faults";
import { bytes, count } from "@/lib/format";
import { bytesOf, likelyManifest, likelyName, sortFiles, type LocalFile } from "@/lib/upload/files";
import { remembered } from "@/lib/upload/remember";
import { Uploader } from "@/lib/upload/uploader";
import { useWorkspace } from "@/lib/workspace";
import { Button, Checkbox, Group, Stack, Text } from "@mantine/core";
import { useEffect, useState, type FormEvent } from "react";
import { useTranslation } from "react-i18next";
import { DropZone } from "./DropZone";
import { ManifestChoice } from "./ManifestChoice";
import { UploadProgress } from "./UploadProgress";
import { NameInput } from "./NameInput";
import { useImport } from "./useImport";

/** Files of this computer: chosen, looked at, sent, imported. */
export function UploadSource() {
  const { t } = useTranslation("datasets");
  const workspace = useWorkspace();
  const [files, setFiles] = useState<readonly LocalFile[]>([]);
  const [others, setOthers] = useState(false);
  const [typed, setTyped] = useState<string | null>(null);
  const [chosen, setChosen] = useState<LocalFile | null | undefined>(undefined);
  const [uploader, setUploader] = useState<Uploader | null>(null);
  const begin = useImport(() => remembered.forget(workspace.id));
  useEffect(() => () => uploader?.stop(), [uploader]);

  const sorted = sortFiles(files);
  const manifest = chosen === undefined ? likelyManifest(sorted.manifests) : (chosen ?? undefined);
  const name = typed ?? likelyName(files);
  const sent = [
    ...sorted.audio,
    ...sorted.archives,
    ...(manifest ? [manifest] : []),
    ...(others ? sorted.others : []),
  ];
  const useful = sorted.audio.length + sorted.archives.length > 0 || others;

  async function submit(event: FormEvent) {
    event.preventDefault();
    if (!useful || !name.trim()) return;
    const sending = new Uploader(workspace.id, sent);
    setUploader(sending);
    const upload = await sending.finished;
    if (upload === null) return;
    begin.mutate({
      name: name.trim(),
      source: { kind: "upload", upload },
      manifest: manifest?.path ?? null,
    });
  }

  if (uploader) {
    return (
      <Stack maw={760}>
        <UploadProgress uploader={uploader} onBack={() => setUploader(null)} />
        {begin.error && (
          <>
            <ProblemAlert error={begin.error} />
            <Group>
              <Button onClick={() => setUploader(null)} variant="default">
                {t("upload.back")}
              </Button>
            </Group>
          </>
        )}
      </Stack>
    );
  }
  return (
    <form onSubmit={(event) => void submit(event)} noValidate>
      <Stack maw={760}>
        <DropZone onFiles={(more) => setFiles((old) => [...old, ...more])} />
        {files.length > 0 && (
          <>
            <Group justify="space-between" align="flex-start">
              <div role="status">
                <Text fw={600}>
                  {t("chosen.audio", { count: sorted.audio.length, shown: count(sorted.audio.length) })}
                  {sorted.archives.length > 0 &&
                    ` · ${t("chosen.archives", { count: sorted.archives.length, shown: count(sorted.archives.length) })}`}
                  {` · ${bytes(bytesOf(sent))}`}
                </Text>
                {!useful && (
                  <Text size="sm" c="red">
                    {t("chosen.noAudio")}
                  </Text>
                )}
              </div>
              <Button
                variant="subtle"
                size="compact-sm"
                onClick={() => {
                  setFiles([]);
                  setChosen(undefined);
                }}
              >
                {t("chosen.clear")}
              </Button>
            </Group>
            {sorted.others.length > 0 && (
              <div>
                <Text size="sm">
                  {t("chosen.others", { count: sorted.others.length, shown: count(sorted.others.length) })}
                </Text>
                <Text size="sm" c="dimmed" style={{ overflowWrap: "anywhere" }}>
                  {sorted.others
                    .slice(0, 5)
                    .map(({ path }) => path)
                    .join(", ")}
                  {sorted.others.length > 5 && " …"}
                </Text>
                <Checkbox
                  mt={6}
                  label={t("chosen.sendOthers")}
                  description={t("chosen.sendOthersText")}
                  checked={others}
                  onChange={(event) => setOthers(event.currentTarget.checked)}
                />
              </div>
            )}
            <ManifestChoice
              manifests={sorted.manifests}
              chosen={manifest}
              error={faultAt(begin.error, "/manifest")}
              onChoose={(one) => setChosen(one ?? null)}
            />
          </>
        )}
        <NameInput value={name} onChange={setTyped} error={begin.error} />
        <ProblemAlert error={restOf(begin.error, "/name", "/manifest")} />
        <Group>
          <Button type="submit" disabled={!useful || !name.trim()}>
            {t("upload.go")}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
