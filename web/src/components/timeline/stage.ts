import { type Area, areas } from "@/lib/timeline/geometry";
import { laneStrips, layRows, type Rows, type Strip } from "@/lib/timeline/rows";
import { followPlayhead } from "@/lib/timeline/view";
import { drawLanes, lanesHeight, type Unnamed } from "./drawing/lanes";
import { MINIMAP_HEIGHT, MinimapDrawing } from "./drawing/minimap";
import { drawOverlay } from "./drawing/overlay";
import { drawMarks, drawRuler } from "./drawing/ruler";
import { drawSpectrogram } from "./drawing/spectrogram";
import { onThemeChange, readTheme, type Theme } from "./drawing/theme";
import { WaveDrawing } from "./drawing/wave";
import * as ahead from "./ahead";
import { type Media, sameRecord } from "./media";
import { GUTTER, type Scene } from "./scene";
import { Surface } from "./surface";
import type { TimelineProps, TimelineSegment } from "./types";

/** The elements that the timeline draws on. */
export interface Elements {
  root: HTMLElement;
  body: HTMLElement;
  minimap: HTMLCanvasElement;
  pictures: HTMLCanvasElement;
  lanes: HTMLCanvasElement;
  overlay: HTMLCanvasElement;
}

export interface Texts {
  /** Tag of the language that these are in. */
  language: string;
  unnamed: Unnamed;
  tooLong: (seconds: number) => string;
  drawing: string;
}

type Part = "pictures" | "lanes" | "overlay" | "minimap";
const ALL: readonly Part[] = ["pictures", "lanes", "overlay", "minimap"];

/** A playhead that moved further than this between two frames was set, not played. */
const JUMP_SECONDS = 0.5;

/** Draws a timeline: knows what is stale and draws it with the next frame, outside of React. */
export class Stage {
  readonly elements: Elements;
  /** The time below the pointer. */
  pointer: number | null = null;
  /** While somebody drags, the view does not follow the playhead. */
  dragging = false;
  scrollTop = 0;

  #props: TimelineProps;
  #texts: Texts;
  #theme: Theme;
  #rows: Rows<TimelineSegment>;
  #strips: Strip<TimelineSegment>[];
  #media: Media;
  readonly #waveDrawing = new WaveDrawing();
  readonly #minimapDrawing = new MinimapDrawing();
  readonly #surfaces: Record<Part, Surface>;
  readonly #stale = new Set<Part>(ALL);
  readonly #onTrouble: (trouble: boolean) => void;
  #frame = 0;
  readonly #stops: (() => void)[] = [];
  #unsubscribers: (() => void)[] = [];
  #now = 0;
  #inSight = true;
  #followed = { from: 0, to: 0 };
  #trouble = false;
  #size = { width: 0, height: 0 };

  constructor(elements: Elements, props: TimelineProps, texts: Texts, onTrouble: (trouble: boolean) => void) {
    this.elements = elements;
    this.#props = props;
    this.#texts = texts;
    this.#onTrouble = onTrouble;
    this.#theme = readTheme(elements.root);
    this.#surfaces = {
      minimap: new Surface(elements.minimap, false),
      pictures: new Surface(elements.pictures, true),
      lanes: new Surface(elements.lanes, true),
      overlay: new Surface(elements.overlay, false),
    };
    this.#rows = this.#layRows();
    this.#strips = laneStrips(this.#rows.lanes);
    this.#media = this.#open();
    const resized = new ResizeObserver(() => this.#resize());
    resized.observe(elements.body);
    this.#stops.push(
      () => resized.disconnect(),
      onThemeChange(() => this.#themed()),
    );
    this.#subscribe();
    this.#resize();
  }

  get props(): TimelineProps {
    return this.#props;
  }

  /** Takes over what React was given. */
  update(props: TimelineProps, texts: Texts): void {
    const before = this.#props;
    const renamed = texts.language !== this.#texts.language;
    const changed = (...names: (keyof TimelineProps)[]) => names.some((name) => props[name] !== before[name]);
    this.#props = props;
    this.#texts = texts;
    if (props.view !== before.view || props.player !== before.player) this.#subscribe();
    if (!sameRecord(props.audio, before.audio)) this.#reopen();
    else if (props.audio !== before.audio) this.#media.readdress(props.audio);
    if (changed("segments", "labels", "view")) {
      this.#lay();
      this.#minimapDrawing.forget();
    }
    if (props.selected !== before.selected) this.#revealSelected();
    if (changed("audio", "view", "player", "segments", "labels", "marks", "withLanes") || renamed)
      this.stale(...ALL);
    else if (changed("selected")) this.stale("lanes", "overlay");
    else if (changed("span")) this.stale("overlay");
  }

  /** Marks parts to be drawn with the next frame. */
  stale(...parts: Part[]): void {
    for (const part of parts) this.#stale.add(part);
    this.#frame ||= requestAnimationFrame(() => this.#draw());
  }

  /** Scrolls the lanes by pixels. False: there is nothing to scroll that way. */
  scrollLanes(by: number): boolean {
    const scene = this.scene();
    if (!scene.areas.lanes) return false;
    const most = Math.max(0, lanesHeight(scene) - scene.areas.lanes.height);
    const to = Math.min(most, Math.max(0, this.scrollTop + by));
    if (to === this.scrollTop) return false;
    this.scrollTop = to;
    this.stale("lanes");
    return true;
  }

  scene(): Scene {
    const { width, height } = this.#size;
    const view = this.#props.view.getState();
    const strips = this.#strips;
    const divided = areas(height, {
      marks: Boolean(this.#props.marks?.length),
      spectrogram: view.spectrogram,
      lanes: this.#props.withLanes ? lanesHeight({ strips }) : null,
    });
    const most = divided.lanes ? Math.max(0, lanesHeight({ strips }) - divided.lanes.height) : 0;
    this.scrollTop = Math.min(this.scrollTop, most);
    return {
      width,
      height,
      ratio: devicePixelRatio || 1,
      plot: { from: view.from, to: view.to, left: GUTTER, width: Math.max(1, width - GUTTER) },
      areas: divided,
      theme: this.#theme,
      view,
      props: this.#props,
      strips,
      scrollTop: this.scrollTop,
    };
  }

  dispose(): void {
    cancelAnimationFrame(this.#frame);
    this.#frame = -1;
    for (const stop of this.#stops) stop();
    this.#unsubscribe();
    ahead.close(this.#media);
    for (const surface of Object.values(this.#surfaces)) surface.release();
  }

  #draw(): void {
    this.#frame = 0;
    const { player, view } = this.#props;
    const now = player.now();
    const playing = player.store.getState().playing;
    if (playing) this.#follow(now);
    const moved = now !== this.#now;
    this.#now = now;
    if (moved || playing) this.#stale.add("overlay").add("minimap");
    const scene = this.scene();
    if (!scene.width || !scene.height) return;
    for (const part of ALL) {
      if (this.#surfaces[part].fit(scene.width, placeOf(part, scene), scene.ratio)) {
        this.#stale.add(part);
        if (part === "minimap") this.#minimapDrawing.forget();
      }
    }
    if (this.#stale.has("pictures")) this.#drawPictures(scene);
    if (this.#stale.has("lanes")) drawLanes(this.#surfaces.lanes.context, scene, this.#texts.unnamed);
    if (this.#stale.has("minimap"))
      this.#minimapDrawing.draw(this.#surfaces.minimap.context, scene, this.#media.wave, now);
    if (this.#stale.has("overlay")) drawOverlay(this.#surfaces.overlay.context, scene, now, this.pointer);
    this.#stale.clear();
    const { from, to } = view.getState();
    this.elements.root.dataset.from = String(from);
    this.elements.root.dataset.to = String(to);
    if (playing) this.stale("overlay");
  }

  #drawPictures(scene: Scene): void {
    const { context } = this.#surfaces.pictures;
    const { wave, spectrogram } = this.#media;
    const { plot, ratio, view } = scene;
    const wanted = { from: plot.from, to: plot.to, width: plot.width, ratio, spectrogram: view.spectrogram };
    this.#media.want(wanted);
    ahead.drawn(this.#media, wanted);
    const complete = this.#waveDrawing.draw(context, scene, wave);
    const { colorMap, spectrogramGainDb, spectrogramRangeDb } = view;
    spectrogram.setLook({ colorMap, gainDb: spectrogramGainDb, rangeDb: spectrogramRangeDb });
    const { tooLong, drawing } = this.#texts;
    drawSpectrogram(context, scene, spectrogram, { tooLong: tooLong(spectrogram.longest), drawing });
    drawRuler(context, scene);
    drawMarks(context, scene);
    context.fillStyle = scene.theme.line;
    context.fillRect(GUTTER - 1, scene.areas.ruler.height, 1, scene.height);
    this.elements.root.dataset.ready = String(complete);
  }

  #follow(now: number): void {
    const { view } = this.#props;
    const { from, to } = view.getState();
    // Who moved away from the playhead is not pulled back before it comes by or is set.
    if (from !== this.#followed.from || to !== this.#followed.to) this.#inSight = now >= from && now <= to;
    const set = Math.abs(now - this.#now) > JUMP_SECONDS;
    if (!this.dragging && (this.#inSight || set)) followPlayhead(view, now);
    const shown = view.getState();
    this.#inSight = now >= shown.from && now <= shown.to;
    this.#followed = { from: shown.from, to: shown.to };
  }

  #open(): Media {
    this.elements.root.dataset.ready = "false";
    return ahead.open(this.#props.audio, () => this.#arrived());
  }

  #reopen(): void {
    ahead.close(this.#media);
    this.scrollTop = 0;
    this.#inSight = true;
    this.#minimapDrawing.forget();
    this.#media = this.#open();
  }

  #arrived(): void {
    this.#minimapDrawing.arrived();
    this.stale("pictures", "minimap");
    const trouble = this.#media.failing;
    if (trouble === this.#trouble) return;
    this.#trouble = trouble;
    this.#onTrouble(trouble);
  }

  #subscribe(): void {
    this.#unsubscribe();
    const { view, player } = this.#props;
    this.#unsubscribers = [
      view.subscribe((state, before) => {
        if (state.lanes !== before.lanes) this.#lay();
        if (state.waveGain !== before.waveGain) this.#minimapDrawing.forget();
        this.stale(...ALL);
      }),
      player.store.subscribe((state, before) => {
        if (state.playing && !before.playing) this.#began();
        this.stale("overlay");
      }),
    ];
  }

  /** Who begins to play wants to see it. */
  #began(): void {
    const { from, to } = this.#props.view.getState();
    this.#inSight = true;
    this.#followed = { from, to };
  }

  #unsubscribe(): void {
    for (const stop of this.#unsubscribers) stop();
    this.#unsubscribers = [];
  }

  #layRows(): Rows<TimelineSegment> {
    const { segments, labels, view } = this.#props;
    const { lanes: mode } = view.getState();
    const known = mode === "label" ? (labels ?? []).map(({ value }) => value) : [];
    const before = (this.#rows as Rows<TimelineSegment> | undefined)?.places;
    return layRows(segments, mode, known, before);
  }

  #lay(): void {
    this.#rows = this.#layRows();
    this.#strips = laneStrips(this.#rows.lanes);
  }

  #revealSelected(): void {
    const { lanes } = this.scene().areas;
    const { selected } = this.#props;
    if (!lanes || !selected.size) return;
    const strip = this.#strips.find(({ lane }) =>
      lane.rows.some((row) => row.some(({ segment }) => selected.has(segment.id))),
    );
    if (!strip) return;
    if (strip.top < this.scrollTop) this.scrollTop = strip.top;
    else if (strip.top + strip.height > this.scrollTop + lanes.height)
      this.scrollTop = Math.min(strip.top, strip.top + strip.height - lanes.height);
  }

  #resize(): void {
    const { clientWidth: width, clientHeight: height } = this.elements.body;
    this.#size = { width, height };
    this.stale(...ALL);
  }

  #themed(): void {
    this.#theme = readTheme(this.elements.root);
    this.#minimapDrawing.forget();
    this.stale(...ALL);
  }
}

/** The stretch from top to bottom that a part is drawn on. */
function placeOf(part: Part, { areas: { lanes }, height }: Scene): Area {
  switch (part) {
    case "minimap":
      return { top: 0, height: MINIMAP_HEIGHT };
    case "pictures":
      return { top: 0, height: lanes ? lanes.top - 1 : height };
    case "lanes":
      return lanes ? { top: lanes.top - 1, height: lanes.height + 1 } : { top: 0, height: 0 };
    case "overlay":
      return { top: 0, height };
  }
}
