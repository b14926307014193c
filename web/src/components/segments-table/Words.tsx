import { clock } from "@/lib/format";
import type { Player } from "@/lib/player/types";
import type { Segment } from "@/lib/segments/types";
import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import classes from "./SegmentsTable.module.css";

/** Below this a model is not sure of a word. */
const DOUBTFUL = 0.6;

/** The words of a segment: a click goes there, the one that sounds is lit, doubtful ones are marked. */
export function Words({
  words,
  player,
  lang,
}: {
  words: NonNullable<Segment["words"]>;
  player: Player;
  lang?: string;
}) {
  const { t } = useTranslation("workbench");
  const line = useRef<HTMLDivElement>(null);
  useEffect(() => {
    let frame = 0;
    let lit: Element | undefined;
    const draw = () => {
      const now = player.now();
      const index = words.findIndex(({ start, end }) => start <= now && now < end);
      const next = line.current?.children[index];
      if (next !== lit) {
        lit?.removeAttribute("data-lit");
        next?.setAttribute("data-lit", "true");
        lit = next;
      }
      frame = requestAnimationFrame(draw);
    };
    frame = requestAnimationFrame(draw);
    return () => cancelAnimationFrame(frame);
  }, [player, words]);
  return (
    <div ref={line} className={classes.words} lang={lang} dir="auto" data-testid="words">
      {words.map((word, index) => {
        const doubtful = word.score !== undefined && word.score < DOUBTFUL;
        return (
          <button
            key={index}
            type="button"
            tabIndex={-1}
            className={classes.word}
            data-doubtful={doubtful}
            title={
              doubtful ? t("table.doubtful", { score: Math.round(100 * word.score!) }) : clock(word.start)
            }
            onClick={() => player.seek(word.start)}
          >
            {word.word}
          </button>
        );
      })}
    </div>
  );
}
