export function Component() {
  return <div data-testid="my-work" />;
}
