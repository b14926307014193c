export { createPlayer } from "./player";
export type { AudioSource, Player, PlayerState } from "./types";
