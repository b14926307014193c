export function Component() {
  return <div data-testid="create-task" />;
}
