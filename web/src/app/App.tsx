import { MantineProvider } from "@mantine/core";
import { QueryClientProvider } from "@tanstack/react-query";
import { useState } from "react";
import { RouterProvider, type RouterProviderProps } from "react-router";
import { createQueryClient } from "./queryClient";
import { SessionGate } from "./SessionGate";
import { Toasts } from "./Toasts";
import { readable, theme } from "./theme";

export function App({ router }: Pick<RouterProviderProps, "router">) {
  const [queries] = useState(createQueryClient);
  return (
    <MantineProvider theme={theme} cssVariablesResolver={readable} defaultColorScheme="auto">
      <Toasts />
      <QueryClientProvider client={queries}>
        <SessionGate>
          <RouterProvider router={router} />
        </SessionGate>
      </QueryClientProvider>
    </MantineProvider>
  );
}
