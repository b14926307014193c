import { first } from "./first";
import { more } from "./more";

/** Every text of the console in Simplified Chinese, by namespace. */
export const catalogue = { ...first, ...more };
