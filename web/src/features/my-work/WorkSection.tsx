import { Stack, Title } from "@mantine/core";
import { useId, type ReactNode } from "react";

/** A part of the page with its heading and list. */
export function WorkSection({
  title,
  above,
  children,
}: {
  title: string;
  above?: ReactNode;
  children: ReactNode;
}) {
  const id = useId();
  return (
    <section aria-labelledby={id}>
      <Title order={2} size="h4" mb="sm" id={id}>
        {title}
      </Title>
      {above}
      <Stack component="ul" gap="sm" m={0} p={0} style={{ listStyle: "none" }}>
        {children}
      </Stack>
    </section>
  );
}
