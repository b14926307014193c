import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { clock } from "@/lib/format";
import type { Player } from "@/lib/player/types";
import type { Span } from "@/lib/segments/types";
import type { TimelineViewStore } from "@/lib/timeline/view";

const CALM_MS = 700;

/** Says to screen readers what the timeline shows, once it has come to rest; not while it plays. */
export function Summary({
  view,
  player,
  span,
  selected,
}: {
  view: TimelineViewStore;
  player: Player;
  span: Span | null;
  selected: number;
}) {
  const { t } = useTranslation("timeline");
  const [shown, setShown] = useState<Span | null>(null);

  useEffect(() => {
    let calm: ReturnType<typeof setTimeout>;
    const later = () => {
      clearTimeout(calm);
      calm = setTimeout(() => {
        if (player.store.getState().playing) return;
        const { from, to } = view.getState();
        setShown((before) =>
          before?.start === from && before.end === to ? before : { start: from, end: to },
        );
      }, CALM_MS);
    };
    later();
    const stops = [view.subscribe(later), player.store.subscribe(later)];
    return () => {
      clearTimeout(calm);
      for (const stop of stops) stop();
    };
  }, [view, player]);

  return (
    <div className="visually-hidden" role="status">
      {shown && t("shown", { from: clock(shown.start), to: clock(shown.end) })}{" "}
      {span && t("chosen", { from: clock(span.start), to: clock(span.end) })}{" "}
      {selected > 0 && t("selected", { count: selected })}
    </div>
  );
}
