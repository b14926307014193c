import { withParams } from "@/lib/params";
import { useSearchParams } from "react-router";
import { STEPS, type Step } from "./model/draft";

/** The step of the address, `?step=`; each is an entry of the browser's history. */
export function useStep(): { step: Step; go: (step: Step) => void } {
  const [params, setParams] = useSearchParams();
  const named = params.get("step");
  const step = STEPS.find((one) => one === named) ?? "dataset";
  return {
    step,
    go: (next) => {
      if (next === step) return;
      setParams((before) => withParams(before, { step: next }));
    },
  };
}
