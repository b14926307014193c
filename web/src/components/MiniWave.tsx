import { Addresses } from "@/lib/peaks/addresses";
import type { Columns } from "@/lib/peaks/columns";
import { fetchMini, keptMini } from "@/lib/peaks/mini";
import type { Player } from "@/lib/player/types";
import { useMantineColorScheme } from "@mantine/core";
import { useEffect, useRef, useState } from "react";
import classes from "./MiniWave.module.css";

// A row that only scrolls by is not worth a request.
const SETTLE_MS = 80;

interface MiniWaveProps {
  /** The record's signed `peaks_url`. */
  peaksUrl: string;
  seconds: number;
  /** CSS pixels. */
  width: number;
  height: number;
  /** The player, while it plays this record: what was heard is drawn stronger. */
  playing?: Player | null;
  /** Asks for a fresh address when this one has ended. */
  renew?: () => Promise<string>;
}

/** A small picture of a record's sound for tables. It says nothing that the row does not say in words. */
export function MiniWave({ peaksUrl, seconds, width, height, playing, renew }: MiniWaveProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const path = new URL(peaksUrl, location.origin).pathname;
  const [loaded, setLoaded] = useState<{ path: string; columns: Columns } | null>(null);
  const fits = loaded?.path === path && loaded.columns.lowest.length === width;
  const columns = fits ? loaded.columns : keptMini(path, width);
  const { colorScheme } = useMantineColorScheme();
  const ready = columns !== null;

  useEffect(() => {
    if (ready) return;
    const request = new AbortController();
    const addresses = new Addresses({ peaks: peaksUrl }, renew && (async () => ({ peaks: await renew() })));
    const timer = setTimeout(() => {
      fetchMini(addresses, path, seconds, width, request.signal).then(
        (fetched) => setLoaded({ path, columns: fetched }),
        () => undefined, // the row stays without its picture
      );
    }, SETTLE_MS);
    return () => {
      clearTimeout(timer);
      request.abort();
    };
  }, [ready, peaksUrl, path, seconds, width, renew]);

  useEffect(() => {
    const element = canvas.current;
    if (!element || !columns) return;
    let frame = 0;
    const draw = () => {
      paint(element, columns, height, playing ? playing.now() / seconds : 0);
      if (playing?.store.getState().playing) frame = requestAnimationFrame(draw);
    };
    const start = () => {
      cancelAnimationFrame(frame);
      frame = requestAnimationFrame(draw);
    };
    start();
    const stop = playing?.store.subscribe(start);
    const dark = matchMedia("(prefers-color-scheme: dark)");
    dark.addEventListener("change", start);
    return () => {
      stop?.();
      dark.removeEventListener("change", start);
      cancelAnimationFrame(frame);
    };
  }, [columns, height, seconds, playing, colorScheme]);

  return <canvas ref={canvas} className={classes.wave} style={{ width, height }} aria-hidden />;
}

/** Draws the columns; those before `heard` (a share of the record) stronger. */
function paint(canvas: HTMLCanvasElement, columns: Columns, height: number, heard: number): void {
  const { lowest, highest } = columns;
  const ratio = devicePixelRatio || 1;
  const [w, h] = [Math.round(lowest.length * ratio), Math.round(height * ratio)];
  if (canvas.width !== w || canvas.height !== h) Object.assign(canvas, { width: w, height: h });
  const context = canvas.getContext("2d")!;
  const style = getComputedStyle(canvas);
  const [plain, strong] = ["--mini-plain", "--mini-heard"].map((name) => style.getPropertyValue(name));
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.clearRect(0, 0, lowest.length, height);
  const middle = height / 2;
  const edge = heard * lowest.length;
  for (let x = 0; x < lowest.length; x++) {
    if (Number.isNaN(highest[x])) continue;
    const top = highest[x]! * middle;
    context.fillStyle = (x < edge ? strong : plain)!;
    context.fillRect(x, middle - top, 1, Math.max(1, top - lowest[x]! * middle));
  }
  if (heard > 0) context.fillRect(Math.min(lowest.length - 1, edge), 0, 1, height);
}
