import { Badge } from "@mantine/core";
import { useEffect, useEffectEvent, useLayoutEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { duration } from "@/lib/format";
import { Gestures } from "./gestures";
import { listenToMinimap } from "./minimapGestures";
import { Stage, type Texts } from "./stage";
import { Summary } from "./Summary";
import classes from "./Timeline.module.css";
import type { TimelineProps } from "./types";

/**
 * A record over time: minimap, ruler, waveform, spectrogram and segments in lanes, drawn on four canvases. It fills
 * its parent. All that a person wants by mouse or touch goes to `onIntent`; only the view is moved here.
 */
export function Timeline(props: TimelineProps) {
  const { t, i18n } = useTranslation("timeline");
  const root = useRef<HTMLDivElement>(null);
  const body = useRef<HTMLDivElement>(null);
  const minimap = useRef<HTMLCanvasElement>(null);
  const pictures = useRef<HTMLCanvasElement>(null);
  const lanes = useRef<HTMLCanvasElement>(null);
  const overlay = useRef<HTMLCanvasElement>(null);
  const stage = useRef<Stage>(null);
  const [trouble, setTrouble] = useState(false);

  const texts: Texts = {
    language: i18n.language,
    unnamed: { label: t("unnamed.label"), speaker: t("unnamed.speaker") },
    tooLong: (seconds) => t("tooLong", { length: duration(seconds) }),
    drawing: t("drawing"),
  };

  const open = useEffectEvent(() => {
    const elements = {
      root: root.current!,
      body: body.current!,
      minimap: minimap.current!,
      pictures: pictures.current!,
      lanes: lanes.current!,
      overlay: overlay.current!,
    };
    stage.current = new Stage(elements, props, texts, setTrouble);
    return stage.current;
  });

  useEffect(() => {
    const opened = open();
    const gestures = new Gestures(opened);
    const forgetMinimap = listenToMinimap(opened);
    return () => {
      gestures.dispose();
      forgetMinimap();
      opened.dispose();
      stage.current = null;
    };
  }, []);

  useLayoutEffect(() => {
    stage.current?.update(props, texts);
  });

  return (
    <div
      ref={root}
      className={classes.root}
      role="group"
      aria-label={t("name")}
      tabIndex={0}
      data-testid="timeline"
    >
      <canvas ref={minimap} className={classes.minimap} aria-hidden data-testid="timeline-minimap" />
      <div ref={body} className={classes.body}>
        <canvas ref={pictures} className={classes.layer} aria-hidden />
        <canvas ref={lanes} className={classes.layer} aria-hidden />
        <canvas
          ref={overlay}
          className={`${classes.layer} ${classes.touched}`}
          aria-hidden
          data-testid="timeline-canvas"
        />
        <div className={classes.trouble} role="status">
          {trouble && (
            <Badge color="orange" variant="filled" autoContrast tt="none">
              {t("trouble")}
            </Badge>
          )}
        </div>
      </div>
      <Summary view={props.view} player={props.player} span={props.span} selected={props.selected.size} />
    </div>
  );
}
