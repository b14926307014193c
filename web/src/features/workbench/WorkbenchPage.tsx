export function Component() {
  return <div data-testid="workbench" />;
}
