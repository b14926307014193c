import { first } from "./first";
import { more } from "./more";

/** Every text of the console, by namespace. English is the measure: other languages have the same keys. */
export const catalogue = { ...first, ...more };
