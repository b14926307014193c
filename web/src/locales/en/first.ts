import common from "./common.json";
import shell from "./shell.json";
import signin from "./signin.json";
import work from "./work.json";

/** The texts of the first pages: the frame, sign-in, My Spaces and My work. */
export const first = { common, shell, signin, work };
