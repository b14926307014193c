import { withMore } from "@/lib/more";
import { lazy, Suspense } from "react";
import type { TransferDialogProps } from "./TransferDialog";

const Dialog = lazy(async () => ({
  default: (await withMore(() => import("./TransferDialog"))).TransferDialog,
}));

/** The dialog, loaded when it is first opened: for pages that have to be there at once. */
export function LazyTransferDialog(props: TransferDialogProps) {
  if (!props.opened) return null;
  return (
    <Suspense fallback={null}>
      <Dialog {...props} />
    </Suspense>
  );
}
