import { Guideline } from "@/components/Guideline";
import { Loading } from "@/components/Loading";
import { ProblemAlert } from "@/components/ProblemAlert";
import { Card } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { withoutHeader } from "./card";
import { processedTextQuery } from "./queries";

/** The dataset card, as it goes with the files. */
export function CardTab({ id }: { id: string }) {
  const card = useQuery(processedTextQuery(id, "README.md"));
  if (card.error) return <ProblemAlert error={card.error} />;
  if (card.data === undefined) return <Loading />;
  return (
    <Card withBorder maw={860}>
      <Guideline source={withoutHeader(card.data)} />
    </Card>
  );
}
