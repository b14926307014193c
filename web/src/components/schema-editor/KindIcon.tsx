import { IconHash, IconListCheck, IconStars, IconTextSize, IconTimeline } from "@tabler/icons-react";
import type { Kind } from "./edited";

const ICONS = {
  choice: IconListCheck,
  text: IconTextSize,
  segments: IconTimeline,
  rating: IconStars,
  number: IconHash,
} satisfies Record<Kind, unknown>;

export function KindIcon({ kind }: { kind: Kind }) {
  const Icon = ICONS[kind];
  return <Icon size={18} stroke={1.6} aria-hidden style={{ flexShrink: 0 }} />;
}
