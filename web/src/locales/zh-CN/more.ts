import datasets from "./datasets.json";
import create from "./create.json";
import tasks from "./tasks.json";
import workbench from "./workbench.json";
import annotation from "./annotation.json";
import timeline from "./timeline.json";
import listening from "./listening.json";
import review from "./review.json";
import processed from "./processed.json";
import members from "./members.json";
import keyboard from "./keyboard.json";

/** The texts of all other pages. */
export const more = {
  datasets,
  create,
  tasks,
  workbench,
  annotation,
  timeline,
  listening,
  review,
  processed,
  members,
  keyboard,
};
