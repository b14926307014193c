import { ProblemPage } from "@/components/ProblemPage";
import { Problem } from "@/lib/api/problems";
import { isRouteErrorResponse, useRouteError } from "react-router";

const notFound = new Problem(404, { type: "/problems/not-found" });

/** What a page could not cope with. */
export function ErrorPage() {
  const error = useRouteError();
  return (
    <ProblemPage
      error={isRouteErrorResponse(error) && error.status === 404 ? notFound : error}
      onRetry={() => location.reload()}
    />
  );
}

export function NotFoundPage() {
  return <ProblemPage error={notFound} />;
}
