import common from "./common.json";
import shell from "./shell.json";
import signin from "./signin.json";
import work from "./work.json";
import datasets from "./datasets.json";
import create from "./create.json";
import tasks from "./tasks.json";
import workbench from "./workbench.json";
import annotation from "./annotation.json";
import timeline from "./timeline.json";
import review from "./review.json";
import processed from "./processed.json";
import members from "./members.json";
import keyboard from "./keyboard.json";

/** Every text of the console, by namespace. English is the measure: other languages have the same keys. */
export const catalogue = {
  common,
  shell,
  signin,
  work,
  datasets,
  create,
  tasks,
  workbench,
  annotation,
  timeline,
  review,
  processed,
  members,
  keyboard,
};
