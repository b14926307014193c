import { steps } from "@/components/annotation/options";
import { Button, Group, Input } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { useFaultAt } from "./faults";
import { KeyInput } from "./KeyInput";
import type { KindFieldsProps } from "./KindFields";

/** So many steps can have keys; beyond it a key for each is of no use to anybody. */
const MOST = 20;

/** A key for each step of a scale. */
export function ScaleKeys({ item, patch, at }: KindFieldsProps) {
  const { t } = useTranslation("create");
  const fault = useFaultAt();
  const { from, to } = item;
  const all = from !== null && to !== null && from < to ? steps({ from, to }) : [];
  if (all.length === 0 || all.length > MOST) return null;
  const digits = Object.fromEntries(
    all.filter((step) => step >= 0 && step <= 9).map((step) => [String(step), String(step)]),
  );
  return (
    <div role="group" aria-label={t("field.stepKeys")}>
      <Input.Label component="div">{t("field.stepKeys")}</Input.Label>
      <Input.Description mb="xs">{t("field.stepKeysText")}</Input.Description>
      <Group gap="xs" align="flex-start">
        {all.map((step) => (
          <KeyInput
            key={step}
            label={String(step)}
            aria-label={t("field.stepKey", { step })}
            value={item.hotkeys[String(step)] ?? ""}
            error={fault(`${at}/hotkeys/${step}`)}
            onChange={(key) => patch({ hotkeys: { ...item.hotkeys, [String(step)]: key } })}
          />
        ))}
        {Object.keys(digits).length > 0 && (
          <Button
            variant="default"
            size="compact-sm"
            mt={28}
            onClick={() => patch({ hotkeys: { ...item.hotkeys, ...digits } })}
          >
            {t("field.ownDigits")}
          </Button>
        )}
      </Group>
    </div>
  );
}
