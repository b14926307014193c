import { Anchor, Badge, Group, Text } from "@mantine/core";
import { IconArrowBackUp } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { Schemas } from "@/lib/api/types";
import { clock } from "@/lib/format";
import { useNames } from "@/lib/workspace";
import { marksOf, type KeptMark } from "@/components/listening/marks";
import { Notice } from "./Notice";

/** Why a record came back: the reason, its categories, and each mark as a way to its place. */
export function Rework({ round, onGo }: { round: Schemas["RoundView"]; onGo: (mark: KeptMark) => void }) {
  const { t } = useTranslation("workbench");
  const names = useNames();
  const marks = marksOf(round.marks);
  const { returned } = round;
  return (
    <Notice
      color="orange"
      icon={<IconArrowBackUp aria-hidden />}
      testId="rework"
      title={
        returned
          ? t("rework.returned", { round: round.round, name: names(returned.by) })
          : t("rework.rejected", { round: round.round })
      }
      text={
        <>
          <Text size="sm" style={{ whiteSpace: "pre-wrap" }}>
            {returned?.reason ?? round.reason}
          </Text>
          {round.categories.length > 0 && (
            <Group gap={4} mt={4}>
              {round.categories.map((category) => (
                <Badge key={category} variant="default" tt="none">
                  {category}
                </Badge>
              ))}
            </Group>
          )}
          {marks.map((mark, index) => (
            <Text size="sm" key={index} mt={2}>
              <Anchor component="button" type="button" size="sm" onClick={() => onGo(mark)}>
                {mark.start === null ? mark.item : clock(mark.start)}
              </Anchor>{" "}
              {mark.comment}
            </Text>
          ))}
        </>
      }
    />
  );
}
