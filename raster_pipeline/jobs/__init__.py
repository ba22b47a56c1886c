"""Work in the background: a table of jobs that outlives the page and the server.

A job is one subprocess of the command line, in a session of its own, of a fixed list of kinds;
one of a queue runs at a time. It writes how far it is into a file, line by line, and its log into
another, so that any server that opens the study later finds it again.
"""

from raster_pipeline.jobs.job import Job, JobState
from raster_pipeline.jobs.kinds import JOB_KINDS, JobKind, command_of
from raster_pipeline.jobs.queue import JobTable

__all__ = ["JOB_KINDS", "Job", "JobKind", "JobState", "JobTable", "command_of"]
