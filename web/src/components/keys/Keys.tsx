import { partsOf, shown, type Combo } from "@/lib/keymap/combos";
import { Group, Kbd } from "@mantine/core";

/** A key with its modifiers, as keycaps. */
export function Keys({ combo }: { combo: Combo }) {
  return (
    <Group component="span" gap={3} wrap="nowrap" display="inline-flex">
      {partsOf(combo).map((part) => (
        <Kbd key={part} size="xs">
          {shown(part)}
        </Kbd>
      ))}
    </Group>
  );
}
