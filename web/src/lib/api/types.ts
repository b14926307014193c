import type { components } from "@/generated/api";

/** The API's shapes, by name. */
export type Schemas = components["schemas"];

export type Role = Schemas["Role"];
export type Workspace = Schemas["WorkspaceOfMine"];
export type Member = Schemas["MemberView"];
export type Dataset = Schemas["DatasetView"];
export type DatasetRecord = Schemas["RecordItem"];
export type TaskItem = Schemas["TaskItem"];
export type Task = Schemas["TaskView"];
export type TaskState = TaskItem["state"];
export type AnnotationSchema = Schemas["Schema"];
export type AnnotationItem = AnnotationSchema["items"][number];
export type ItemOf<K extends AnnotationItem["kind"]> = Extract<AnnotationItem, { kind?: K }>;
export type Assignment = Schemas["AssignmentView"];
export type ListedAssignment = Schemas["ListedAssignment"];
export type Review = Schemas["ReviewServiceReviewView"];
export type ListedReview = Schemas["ReviewItem"];
export type ProcessedDataset = Schemas["ProcessedDatasetView"];

/** Values by item name, as the API takes and gives them. */
export type Annotation = Record<string, unknown>;
