"""Assignments: who labels which record of a task, their drafts and submissions, and how work moves between
queues.
"""
