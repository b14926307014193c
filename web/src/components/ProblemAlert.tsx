import { useProblemText } from "@/lib/i18n/problems";
import { isProblem } from "@/lib/api/problems";
import { Alert, Anchor, Text } from "@mantine/core";
import { IconAlertCircle } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";

/** A refusal beside what caused it: what is wrong, the facts that help, and where one reads more. */
export function ProblemAlert({ error, onClose }: { error: unknown; onClose?: () => void }) {
  const { t } = useTranslation();
  const text = useProblemText();
  if (!error) return null;
  const { title, detail } = text(error);
  return (
    <Alert
      color="red"
      role="alert"
      title={title}
      icon={<IconAlertCircle aria-hidden />}
      withCloseButton={onClose !== undefined}
      closeButtonLabel={t("close")}
      onClose={onClose}
    >
      {detail && <Text size="sm">{detail}</Text>}
      {isProblem(error) &&
        error.faults.slice(0, 5).map((fault) => (
          <Text size="sm" key={`${fault.pointer} ${fault.message}`}>
            <strong>{fault.pointer}</strong> {fault.message}
          </Text>
        ))}
      {isProblem(error) && error.facts.type && (
        <Anchor size="sm" href={`/problems/${error.slug}`} target="_blank" rel="noreferrer">
          {t("readMore")}
        </Anchor>
      )}
    </Alert>
  );
}
