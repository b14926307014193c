import { createStore } from "zustand/vanilla";
import { useStore } from "zustand";

/** Choices of a person for their workbench, kept in this browser. */
export interface Settings {
  /** Seconds that resuming after a pause goes back. */
  rewind: number;
  rate: number;
  gainDb: number;
  spectrogram: boolean;
  queue: boolean;
}

const PLACE = "earmark.workbench";
const DEFAULTS: Settings = {
  rewind: 0,
  rate: 1,
  gainDb: 0,
  spectrogram: true,
  queue: true,
};

function read(): Settings {
  try {
    const kept = JSON.parse(localStorage.getItem(PLACE) ?? "{}") as Record<string, unknown>;
    const known = Object.entries(DEFAULTS).map(([name, value]): [string, unknown] => [
      name,
      typeof kept[name] === typeof value ? kept[name] : value,
    ]);
    return Object.fromEntries(known) as unknown as Settings;
  } catch {
    return DEFAULTS;
  }
}

export const settings = createStore<Settings>(read);
settings.subscribe((now) => localStorage.setItem(PLACE, JSON.stringify(now)));

export function useSettings(): Settings {
  return useStore(settings);
}
