import type { LocalFile } from "@/lib/upload/files";
import { filesOfDrop, filesOfInput } from "@/lib/upload/gather";
import { Button, Group, Loader, Text } from "@mantine/core";
import { IconUpload } from "@tabler/icons-react";
import { useRef, useState, type DragEvent } from "react";
import { useTranslation } from "react-i18next";
import classes from "./ImportPage.module.css";

/** Takes files, folders and archives, dropped or chosen. */
export function DropZone({ onFiles }: { onFiles: (files: LocalFile[]) => void }) {
  const { t } = useTranslation("datasets");
  const [over, setOver] = useState(false);
  const [reading, setReading] = useState(false);
  const [failed, setFailed] = useState(false);
  const files = useRef<HTMLInputElement>(null);
  const folder = useRef<HTMLInputElement>(null);

  async function drop(event: DragEvent) {
    event.preventDefault();
    setOver(false);
    setReading(true);
    setFailed(false);
    try {
      onFiles(await filesOfDrop(event.dataTransfer));
    } catch {
      setFailed(true);
    } finally {
      setReading(false);
    }
  }

  function choose(input: HTMLInputElement) {
    onFiles(filesOfInput(input.files));
    input.value = "";
  }

  return (
    <div
      className={classes.drop}
      data-over={over || undefined}
      data-testid="drop-zone"
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={(event) => {
        if (!event.currentTarget.contains(event.relatedTarget as Node | null)) setOver(false);
      }}
      onDrop={(event) => void drop(event)}
    >
      {reading ? <Loader size="md" /> : <IconUpload size={36} stroke={1.3} aria-hidden />}
      <Text fw={600} role="status">
        {reading ? t("drop.reading") : t("drop.title")}
      </Text>
      <Text size="sm" c="dimmed" maw={520}>
        {t("drop.text")}
      </Text>
      <Group>
        <Button variant="default" onClick={() => files.current?.click()}>
          {t("drop.files")}
        </Button>
        <Button variant="default" onClick={() => folder.current?.click()}>
          {t("drop.folder")}
        </Button>
      </Group>
      {failed && (
        <Text size="sm" c="red" role="alert">
          {t("drop.failed")}
        </Text>
      )}
      <input
        ref={files}
        type="file"
        multiple
        hidden
        data-testid="choose-files"
        onChange={(event) => choose(event.currentTarget)}
      />
      <input
        ref={folder}
        type="file"
        multiple
        hidden
        data-testid="choose-folder"
        {...{ webkitdirectory: "" }}
        onChange={(event) => choose(event.currentTarget)}
      />
    </div>
  );
}
