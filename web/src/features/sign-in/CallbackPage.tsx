import { Loading } from "@/components/Loading";
import { ProblemPage } from "@/components/ProblemPage";
import { auth } from "@/lib/auth/session";
import { useEffect, useRef, useState } from "react";
import { useNavigate } from "react-router";

/** The way back from the identity provider. */
export function Component() {
  const navigate = useNavigate();
  const [error, setError] = useState<unknown>(null);
  const begun = useRef(false);
  useEffect(() => {
    if (begun.current) return; // its code is good for once
    begun.current = true;
    auth.finish().then((to) => void navigate(to, { replace: true }), setError);
  }, [navigate]);
  return error ? <ProblemPage error={error} /> : <Loading full />;
}
