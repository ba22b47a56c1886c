"""Review of projects against the lines of a finished run, each kept as a child run."""

from raster_pipeline.review.again import AgainDone, ReviewAgain, review_again
from raster_pipeline.review.batch import BatchDone, review_batch
from raster_pipeline.review.desk import ReviewDesk, Reviewed, open_desk
from raster_pipeline.review.kept import KeptReview, kept_review, kept_reviews, touched_ground
from raster_pipeline.review.record import enter_step

__all__ = [
    "AgainDone",
    "BatchDone",
    "KeptReview",
    "ReviewAgain",
    "ReviewDesk",
    "Reviewed",
    "enter_step",
    "kept_review",
    "kept_reviews",
    "open_desk",
    "review_again",
    "review_batch",
    "touched_ground",
]
