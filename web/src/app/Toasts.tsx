import { useNotifications } from "@mantine/notifications";
import { lazy, Suspense, useState } from "react";

const ToastList = lazy(() => import("./ToastList"));

/** The toasts, loaded with the first of them. */
export function Toasts() {
  const { notifications } = useNotifications();
  const [any, setAny] = useState(false);
  if (notifications.length > 0 && !any) setAny(true);
  return (
    any && (
      <Suspense fallback={null}>
        <ToastList />
      </Suspense>
    )
  );
}
